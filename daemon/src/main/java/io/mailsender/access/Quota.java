package io.mailsender.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Locale;

/**
 * How much of something a key may have: so much at once, which is given back evenly over the period.
 *
 * @param amount at least 1
 * @param period a second, a minute, an hour or a day
 */
record Quota(long amount, Duration period) {

    private static final int MAX_DIGITS = 9;

    /** What is counted. */
    enum Kind {
        REQUESTS,
        MESSAGES,
        RECIPIENTS,
        VALIDATIONS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(
                    "is no limit; the limits are requests, messages, recipients, validations");
        }
    }

    /** @throws IllegalArgumentException where it is not such as {@code 100/m} */
    static Quota parse(String text) {
        int slash = text.indexOf('/');
        String digits = text.substring(0, Math.max(0, slash));
        boolean number = !digits.isEmpty()
                && digits.length() <= MAX_DIGITS
                && digits.charAt(0) != '0'
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        Duration period = switch (text.substring(slash + 1)) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ZERO;
        };
        if (!number || period.isZero()) {
            throw new IllegalArgumentException("must be a number per s, m, h or d, such as 1000/h");
        }
        return new Quota(Long.parseLong(digits), period);
    }

    /** All of it, to take from. */
    Bucket bucket(TimeMeter time) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(amount).refillGreedy(amount, period))
                .withCustomTimePrecision(time)
                .build();
    }

    @Override
    public String toString() {
        String unit = switch ((int) period.toSeconds()) {
            case 1 -> "s";
            case 60 -> "m";
            case 3600 -> "h";
            default -> "d";
        };
        return String.format(Locale.ROOT, "%d/%s", amount, unit);
    }
}
