package io.mailsender.suppression;

import io.mailsender.provider.event.SuppressionReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.regex.Pattern;

/** The values of a file, as vendors and spreadsheets write them. */
final class CsvValue {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{9,13}");

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd[ HH:mm[:ss]]");

    private CsvValue() {}

    /** The reason in the words of a vendor; empty for any other text. */
    static Optional<SuppressionReason> reason(String text) {
        return Optional.ofNullable(
                switch (CsvColumn.plain(text)) {
                    case "hardbounce", "bounce", "bounced", "permanent" -> SuppressionReason.HARD_BOUNCE;
                    case "softbounce", "softbounces" -> SuppressionReason.SOFT_BOUNCES;
                    case "complaint", "spamcomplaint", "spamreport", "spam" -> SuppressionReason.COMPLAINT;
                    case "unsubscribe", "unsubscribed" -> SuppressionReason.UNSUBSCRIBE;
                    case "suppressedatprovider" -> SuppressionReason.SUPPRESSED_AT_PROVIDER;
                    case "manual", "manualsuppression" -> SuppressionReason.MANUAL;
                    default -> null;
                });
    }

    /** A time in ISO 8601, as in a mail (RFC 5322), or in seconds or milliseconds since 1970. Without a zone it is UTC. */
    static Optional<Instant> time(String text) {
        try {
            if (NUMBER.matcher(text).matches()) {
                long number = Long.parseLong(text);
                return Optional.of(text.length() > 11 ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number));
            }
            if (text.indexOf(',') > 0) {
                String mail = text.replace("UTC", "GMT");
                return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(mail)));
            }
            if (text.indexOf('T') > 0) {
                boolean hasZone = text.endsWith("Z") || text.lastIndexOf('-') > 10 || text.indexOf('+') > 0;
                return Optional.of(
                        hasZone
                                ? OffsetDateTime.parse(text).toInstant()
                                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
            }
            TemporalAccessor local = LOCAL.parseBest(text, LocalDateTime::from, LocalDate::from);
            LocalDateTime time = local instanceof LocalDate day ? day.atStartOfDay() : LocalDateTime.from(local);
            return Optional.of(time.toInstant(ZoneOffset.UTC));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
