package io.mailsender.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration: a number with {@code s}, {@code m}, {@code h} or {@code d}. */
final class DurationArgument implements ITypeConverter<Duration> {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,5})([smhd])");

    @Override
    public Duration convert(String argument) {
        Matcher found = DURATION.matcher(argument);
        if (!found.matches()) {
            throw new TypeConversionException("write it as 30m, 2h or 3d");
        }
        long number = Long.parseLong(found.group(1));
        return switch (found.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
