package io.mailsender.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How many attempts this node makes at a time: in total, and at one webhook, a quarter of them. A webhook that failed three times in a row
 * gets one attempt at a time, with rests between them that double up to a minute, and all such webhooks together have half of the places.
 * So receivers that hang do not hold up the others.
 */
final class ReceiverSlots implements WebhookStore.Slots {

    private static final int FAILING = 3;
    private static final int MAX_DOUBLINGS = 6;
    private static final Duration MAX_REST = Duration.ofMinutes(1);

    private final int concurrency;
    private final Clock clock;
    private final Map<String, Receiver> receivers = new HashMap<>();
    private int inProgress;

    /** @param clock should not jump */
    ReceiverSlots(int concurrency, Clock clock) {
        this.concurrency = concurrency;
        this.clock = clock;
    }

    private static final class Receiver {
        private int inProgress;
        private int failures;
        private Instant restsUntil = Instant.MIN;

        boolean isFailing() {
            return failures >= FAILING;
        }
    }

    @Override
    public synchronized int total() {
        return concurrency - inProgress;
    }

    @Override
    public synchronized int of(String webhookId) {
        Receiver receiver = receivers.get(webhookId);
        if (receiver == null) {
            return Math.max(1, concurrency / 4);
        }
        if (!receiver.isFailing()) {
            return Math.max(1, concurrency / 4) - receiver.inProgress;
        }
        int failing = receivers.values().stream()
                .filter(Receiver::isFailing)
                .mapToInt(other -> other.inProgress)
                .sum();
        boolean rests = clock.instant().isBefore(receiver.restsUntil);
        return rests || failing >= Math.max(1, concurrency / 2) ? 0 : 1 - receiver.inProgress;
    }

    synchronized void begin(String webhookId) {
        receivers.computeIfAbsent(webhookId, id -> new Receiver()).inProgress++;
        inProgress++;
    }

    synchronized void end(String webhookId, boolean isSuccess) {
        Receiver receiver = receivers.computeIfAbsent(webhookId, id -> new Receiver());
        receiver.inProgress--;
        inProgress--;
        receiver.failures = isSuccess ? 0 : receiver.failures + 1;
        if (receiver.isFailing()) {
            Duration rest = Duration.ofSeconds(1L << Math.min(MAX_DOUBLINGS, receiver.failures - FAILING));
            receiver.restsUntil = clock.instant().plus(rest.compareTo(MAX_REST) > 0 ? MAX_REST : rest);
        } else if (receiver.inProgress == 0 && receiver.failures == 0) {
            receivers.remove(webhookId);
        }
    }

    /** The attempts in progress. */
    synchronized int inProgress() {
        return inProgress;
    }
}
