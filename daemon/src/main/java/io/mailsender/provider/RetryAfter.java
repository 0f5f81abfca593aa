package io.mailsender.provider;

import io.micronaut.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads Retry-After (RFC 9110, section 10.2.3), of which servers send every kind of nonsense. */
public final class RetryAfter {

    /** Nobody is left alone for less: some servers answer 0. */
    public static final Duration FLOOR = Duration.ofSeconds(1);

    /** Nor for longer: a stray 999999 must not bench a provider for eleven days. */
    public static final Duration CAP = Duration.ofMinutes(15);

    private RetryAfter() {}

    /** The wait, between {@link #FLOOR} and {@link #CAP}; {@code null} where there is no header or it makes no sense. */
    public static @Nullable Duration of(HttpHeaders headers, Clock clock) {
        String value = headers.get(HttpHeaders.RETRY_AFTER);
        return value == null ? null : parse(value, headers, clock);
    }

    /** As {@link #of}, for a vendor that writes it elsewhere. */
    public static @Nullable Duration parse(String value, HttpHeaders headers, Clock clock) {
        // The server's own clock, where it tells it, makes a date a wait even when the two clocks differ.
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

    /** Brings any wait between {@link #FLOOR} and {@link #CAP}. */
    public static Duration bounded(Duration wait) {
        if (wait.compareTo(FLOOR) < 0) {
            return FLOOR;
        }
        return wait.compareTo(CAP) > 0 ? CAP : wait;
    }
}
