package io.mailsender.webhook;

import io.mailsender.webhook.WebhookDelivery.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Decides what follows from an attempt. Standard Webhooks 1.0.0: only 2xx is success ("Deliverability and reliability"), and the retries
 * take about three days ("Retry schedule").
 */
final class RetrySchedule {

    /** Before each attempt after the first, up to a tenth longer. */
    static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    /** The receiver wants no more. */
    private static final int GONE = 410;

    /** The receiver, or a gateway before it, has too much to do. */
    private static final Set<Integer> THROTTLED = Set.of(429, 502, 504);

    /** How long such a receiver rests if it does not say. */
    private static final Duration REST = Duration.ofSeconds(30);

    private final RandomGenerator random;

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /** What follows from an answer, or from none. */
    DeliveryEnd next(ClaimedDelivery delivery, ReceiverAnswer answer, Instant began, Duration duration) {
        Instant now = began.plus(duration);
        Attempt attempt =
                new Attempt(delivery.attempts() + 1, began, duration.toMillis(), answer.statusCode(), answer.text());
        if (answer.isSuccess()) {
            return new DeliveryEnd(attempt, DeliveryState.DELIVERED, null, null);
        }
        Instant rest = null;
        if (answer.retryAfter() != null) {
            rest = now.plus(answer.retryAfter());
        } else if (THROTTLED.contains(answer.statusCode())) {
            rest = now.plus(REST);
        }
        if (isGone(answer) || delivery.tries() >= DELAYS.size()) {
            return new DeliveryEnd(attempt, DeliveryState.FAILED, null, rest);
        }
        Duration delay = DELAYS.get(delivery.tries());
        Instant due = now.plus(delay).plusMillis(random.nextLong(delay.toMillis() / 10 + 1));
        return new DeliveryEnd(attempt, DeliveryState.PENDING, rest == null || rest.isBefore(due) ? due : rest, rest);
    }

    /** Whether the receiver is to get nothing more. */
    static boolean isGone(ReceiverAnswer answer) {
        return answer.statusCode() == GONE;
    }
}
