package io.mailsender.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How many attempts this node makes at a time: in total, and at one webhook, a quarter of them. The webhooks of one owner take no more places
 * than they leave free: one busy owner has half of the places, two have a third each, and so on. A webhook that failed three times in a row
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
        private final String owner;
        private int inProgress;
        private int failures;
        private Instant restsUntil = Instant.MIN;

        Receiver(String owner) {
            this.owner = owner;
        }

        boolean isFailing() {
            return failures >= FAILING;
        }
    }

    @Override
    public synchronized int most(Webhook webhook, List<ClaimedDelivery> claimed) {
        int free = concurrency - inProgress - claimed.size();
        int owners = inProgress(other -> other.owner.equals(webhook.owner()))
                + (int) claimed.stream()
                        .filter(other -> other.webhook().owner().equals(webhook.owner()))
                        .count();
        // As many as stay free afterwards.
        int ofOwner = (free + owners + 1) / 2 - owners;
        return Math.min(Math.min(free, ofOwner), ofWebhook(webhook.id(), claimed));
    }

    private int ofWebhook(String id, List<ClaimedDelivery> claimed) {
        int quarter = Math.max(1, concurrency / 4);
        Receiver receiver = receivers.get(id);
        if (receiver == null) {
            return quarter;
        }
        if (!receiver.isFailing()) {
            return quarter - receiver.inProgress;
        }
        int failing = inProgress(Receiver::isFailing)
                + (int) claimed.stream()
                        .filter(other -> isFailing(other.webhook().id()))
                        .count();
        boolean rests = clock.instant().isBefore(receiver.restsUntil);
        return rests || failing >= Math.max(1, concurrency / 2) ? 0 : 1 - receiver.inProgress;
    }

    private boolean isFailing(String id) {
        Receiver receiver = receivers.get(id);
        return receiver != null && receiver.isFailing();
    }

    private int inProgress(Predicate<Receiver> which) {
        return receivers.values().stream()
                .filter(which)
                .mapToInt(receiver -> receiver.inProgress)
                .sum();
    }

    synchronized void begin(Webhook webhook) {
        receiver(webhook).inProgress++;
        inProgress++;
    }

    private Receiver receiver(Webhook webhook) {
        return receivers.computeIfAbsent(webhook.id(), id -> new Receiver(webhook.owner()));
    }

    synchronized void end(Webhook webhook, boolean isSuccess) {
        Receiver receiver = receiver(webhook);
        receiver.inProgress--;
        inProgress--;
        receiver.failures = isSuccess ? 0 : receiver.failures + 1;
        if (receiver.isFailing()) {
            Duration rest = Duration.ofSeconds(1L << Math.min(MAX_DOUBLINGS, receiver.failures - FAILING));
            receiver.restsUntil = clock.instant().plus(rest.compareTo(MAX_REST) > 0 ? MAX_REST : rest);
        } else if (receiver.inProgress == 0 && receiver.failures == 0) {
            receivers.remove(webhook.id());
        }
    }

    /** The attempts in progress. */
    synchronized int inProgress() {
        return inProgress;
    }
}
