package io.mailsender.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.mailsender.common.Rate;
import io.mailsender.common.Word;
import java.time.Duration;

/**
 * How much a key may use: up to the amount at once, refilled evenly over the period.
 *
 * @param amount at least 1
 * @param period a second, a minute, an hour or a day
 */
record Quota(int amount, Duration period) {

    /** What is counted. */
    enum Kind {
        REQUESTS,
        MESSAGES,
        RECIPIENTS,
        VALIDATIONS;

        String word() {
            return Word.of(this);
        }

        static Kind of(String word) {
            return Word.parse(Kind.class, word)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "is not a limit; use requests, messages, recipients or validations"));
        }
    }

    /** @throws IllegalArgumentException if it is not a rate such as {@code 100/m} */
    static Quota parse(String text) {
        Rate rate = Rate.parse(text);
        return new Quota(rate.count(), rate.period());
    }

    /** A full bucket. */
    Bucket bucket(TimeMeter time) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(amount).refillGreedy(amount, period))
                .withCustomTimePrecision(time)
                .build();
    }

    @Override
    public String toString() {
        return new Rate(amount, period).toString();
    }
}
