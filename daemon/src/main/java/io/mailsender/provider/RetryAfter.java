package io.mailsender.provider;

import io.micronaut.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads Retry-After (RFC 9110, section 10.2.3), tolerating invalid values, which servers do send. */
public final class RetryAfter {

    /** The shortest wait: some servers answer 0. */
    public static final Duration FLOOR = Duration.ofSeconds(1);

    /** The longest wait: a wrong 999999 must not stop a provider for eleven days. */
    public static final Duration CAP = Duration.ofMinutes(15);

    private RetryAfter() {}

    /** The wait, between {@link #FLOOR} and {@link #CAP}; {@code null} if there is no valid header. */
    public static @Nullable Duration of(HttpHeaders headers, Clock clock) {
        String value = headers.get(HttpHeaders.RETRY_AFTER);
        return value == null ? null : parse(value, headers, clock);
    }

    /** The wait as {@link #of} reads it, from a value that a vendor sends elsewhere than in the header. */
    public static @Nullable Duration parse(String value, HttpHeaders headers, Clock clock) {
        // By the server's own clock if the answer has a Date, since the two clocks may differ.
        return parse(value.strip(), date(headers.get(HttpHeaders.DATE), clock.instant()));
    }

    /** Reads seconds or an RFC 1123 date. */
    private static @Nullable Duration parse(String value, Instant now) {
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return value.length() > 9 ? CAP : bounded(Duration.ofSeconds(Long.parseLong(value)));
        }
        Instant until = date(value, Instant.MIN);
        return until.equals(Instant.MIN) || until.isBefore(now) ? null : bounded(Duration.between(now, until));
    }

    private static Instant date(@Nullable String value, Instant otherwise) {
        if (value == null) {
            return otherwise;
        }
        try {
            return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return otherwise;
        }
    }

    /** The wait, raised to {@link #FLOOR} or lowered to {@link #CAP} if necessary. */
    public static Duration bounded(Duration wait) {
        if (wait.compareTo(FLOOR) < 0) {
            return FLOOR;
        }
        return wait.compareTo(CAP) > 0 ? CAP : wait;
    }
}
