package io.mailsender.webhook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the gateway's own events one after the other. What the store does not take is kept, and published first the next time. */
final class UnpublishedEvents {

    private static final Logger LOG = LoggerFactory.getLogger(UnpublishedEvents.class);

    /** Older ones are dropped: after a long failure of the store the newer ones matter. */
    static final int MAX = 200;

    private final Function<WebhookEvent, CompletionStage<Void>> store;
    private final Deque<WebhookEvent> waiting = new ArrayDeque<>();
    private boolean publishing;

    /** @param store writes one event */
    UnpublishedEvents(Function<WebhookEvent, CompletionStage<Void>> store) {
        this.store = store;
    }

    /** Publishes what waits, and then these. */
    void publish(List<WebhookEvent> events) {
        if (begin(events)) {
            publishNext();
        }
    }

    private synchronized boolean begin(List<WebhookEvent> events) {
        waiting.addAll(events);
        int dropped = Math.max(0, waiting.size() - MAX);
        for (int i = 0; i < dropped; i++) {
            waiting.removeFirst();
        }
        if (dropped > 0) {
            LOG.warn("{} webhook events of the gateway are dropped: the store could not be written for long", dropped);
        }
        if (publishing) {
            return false;
        }
        publishing = true;
        return true;
    }

    private void publishNext() {
        WebhookEvent event = takeOrStop();
        if (event != null) {
            CompletableFuture.completedFuture(event).thenCompose(store).whenComplete((done, failure) -> {
                if (failure == null) {
                    publishNext();
                } else {
                    keep(event);
                }
            });
        }
    }

    private synchronized @Nullable WebhookEvent takeOrStop() {
        WebhookEvent event = waiting.pollFirst();
        publishing = event != null;
        return event;
    }

    private synchronized void keep(WebhookEvent event) {
        waiting.addFirst(event);
        publishing = false;
    }
}
