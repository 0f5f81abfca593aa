package io.mailsender.cli;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An instant, in UTC. The offset is required: the daemon may be in another time zone. */
final class InstantArgument implements ITypeConverter<OffsetDateTime> {

    @Override
    public OffsetDateTime convert(String argument) {
        try {
            return OffsetDateTime.parse(argument).withOffsetSameInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new TypeConversionException("write it as 2030-01-31T08:00:00Z or 2030-01-31T09:00:00+01:00");
        }
    }
}
