package io.mailsender.provider.event;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/** Reads a date of a mail (RFC 5322, section 3.3). */
final class MailDate {

    private static final Duration CLOCK_DIFFERENCE = Duration.ofDays(1);

    private MailDate() {}

    /** @param otherwise the time of receipt: for a date that cannot be read, is far after it, or before 1970 */
    static Instant of(String text, Instant otherwise) {
        // Without the comment, such as "(PDT)", and the day of the week, which may be wrong.
        String date = text.replaceAll("\\([^()]*\\)", " ")
                .replaceFirst("^\\s*[A-Za-z]{3,9},\\s*", "")
                .strip()
                .replaceAll("\\s+", " ");
        try {
            Instant time = OffsetDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return time.isBefore(Instant.EPOCH) || time.isAfter(otherwise.plus(CLOCK_DIFFERENCE)) ? otherwise : time;
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
