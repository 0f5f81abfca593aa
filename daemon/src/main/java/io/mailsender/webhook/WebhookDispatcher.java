package io.mailsender.webhook;

import io.mailsender.common.DaemonThreadFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to the webhooks that want them, and delivers them. */
final class WebhookDispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);

    /** Limits how long one fan-out delays other writes. */
    private static final int EVENTS = 100;

    /** How much longer than an attempt a lease is. Longer than a write to the store takes. */
    private static final Duration LEASE_RESERVE = Duration.ofSeconds(30);

    /** How soon a new webhook of another node gets events. */
    private static final Duration REFRESH = Duration.ofSeconds(1);

    private static final Duration DRAIN_POLL = Duration.ofMillis(50);

    private final WebhookStore store;
    private final WebhookClient client;
    private final WebhookSettings settings;
    private final RetrySchedule schedule;
    private final WebhookMetrics metrics;
    private final Clock wallClock;
    private final ReceiverSlots slots;
    private final WebhookPayload format = new WebhookPayload();
    private final AtomicBoolean polling = new AtomicBoolean();
    private final ScheduledExecutorService timer =
            new ScheduledThreadPoolExecutor(1, new DaemonThreadFactory("webhook-dispatcher"));
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private volatile boolean again;
    private volatile boolean closing;

    /** @param wallClock of the timestamps, which receivers compare with their own clock */
    WebhookDispatcher(
            WebhookStore store,
            WebhookClient client,
            WebhookSettings settings,
            RetrySchedule schedule,
            WebhookMetrics metrics,
            Clock wallClock) {
        this.store = store;
        this.client = client;
        this.settings = settings;
        this.schedule = schedule;
        this.metrics = metrics;
        this.wallClock = wallClock;
        this.slots = new ReceiverSlots(settings.concurrency(), new StoreClock(store));
    }

    WebhookDispatcher start() {
        timer.scheduleWithFixedDelay(store::all, 0, REFRESH.toMillis(), TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::poll, 0, settings.poll().toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void poll() {
        if (closing || !polling.compareAndSet(false, true)) {
            return;
        }
        again = false;
        // Within a stage, so that an exception does not end the polls.
        CompletableFuture.completedFuture(EVENTS)
                .thenCompose(limit -> store.fanOut(limit, format))
                .handle((more, failure) -> {
                    report("hand over", failure);
                    again |= failure == null && more;
                    return settings.timeout().plus(LEASE_RESERVE);
                })
                // What was handed over before is delivered anyway.
                .thenCompose(lease -> store.claim(slots, lease))
                .whenComplete((claimed, failure) -> {
                    report("claim", failure);
                    if (failure == null) {
                        claimed.forEach(this::deliver);
                    }
                    polling.set(false);
                    if (failure == null && (again || !claimed.isEmpty())) {
                        pollSoon();
                    }
                });
    }

    /** Once until it works again. */
    private void report(String step, @Nullable Throwable failure) {
        if (failure == null) {
            failing.remove(step);
        } else if (failing.add(step)) {
            LOG.warn("webhooks: could not {}: {}", step, failure.toString());
        }
    }

    private void pollSoon() {
        again = true;
        if (!closing) {
            timer.execute(this::poll);
        }
    }

    private void deliver(ClaimedDelivery delivery) {
        Webhook webhook = delivery.webhook();
        slots.begin(webhook);
        Instant began = store.now();
        long start = System.nanoTime();
        Instant time = wallClock.instant();
        Map<String, String> headers = Map.of(
                "webhook-id", delivery.id(),
                "webhook-timestamp", Long.toString(time.getEpochSecond()),
                "webhook-signature",
                        WebhookSignature.of(webhook.secrets(began), delivery.id(), time, delivery.payload()));
        client.post(webhook.url(), headers, delivery.payload(), settings.timeout())
                .thenCompose(answer -> {
                    slots.end(webhook, answer.isSuccess());
                    Duration duration = Duration.ofNanos(System.nanoTime() - start);
                    return end(delivery, answer, schedule.next(delivery, answer, began, duration));
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        // The lease ends, and then it is sent again.
                        LOG.warn(
                                "webhook delivery {}: its attempt was not recorded: {}",
                                delivery.id(),
                                failure.toString());
                    }
                    pollSoon();
                });
    }

    private CompletionStage<Boolean> end(ClaimedDelivery delivery, ReceiverAnswer answer, DeliveryEnd end) {
        return store.end(delivery, end).thenCompose(recorded -> {
            if (!recorded) {
                return CompletableFuture.completedFuture(false);
            }
            metrics.attempted(end.state());
            LOG.debug("webhook delivery {}: {} ({})", delivery.id(), end.state().word(), answer.statusCode());
            Instant failing = delivery.webhook().failingSince();
            Instant before = store.now().minus(settings.disableAfter());
            if (RetrySchedule.isGone(answer)) {
                return disable(delivery.webhook(), "the receiver answered 410 (gone)", null);
            }
            return !answer.isSuccess() && failing != null && !failing.isAfter(before)
                    ? disable(delivery.webhook(), "no delivery succeeded since " + failing, before)
                    : CompletableFuture.completedFuture(false);
        });
    }

    private CompletionStage<Boolean> disable(Webhook webhook, String reason, @Nullable Instant failingBefore) {
        WebhookEvent event = WebhookEvent.of(
                WebhookType.WEBHOOK_DISABLED,
                store.now(),
                WebhookPayload.object(
                        "webhook",
                        webhook.id(),
                        "api_key",
                        webhook.isGlobal() ? null : webhook.owner(),
                        "reason",
                        reason));
        return store.disable(webhook.id(), reason, failingBefore, event).whenComplete((disabled, failure) -> {
            if (failure == null && disabled) {
                metrics.disabled();
                LOG.warn("webhook {} is disabled, and new events are not kept for it: {}", webhook.id(), reason);
            }
        });
    }

    /** Stops polling. @return completes when no attempt is in progress */
    CompletionStage<Void> drain() {
        closing = true;
        CompletableFuture<Void> drained = new CompletableFuture<>();
        timer.scheduleWithFixedDelay(
                () -> {
                    if (!polling.get() && slots.inProgress() == 0) {
                        drained.complete(null);
                    }
                },
                0,
                DRAIN_POLL.toMillis(),
                TimeUnit.MILLISECONDS);
        return drained;
    }

    /** The number of attempts in progress. */
    int inProgress() {
        return slots.inProgress();
    }

    @Override
    public void close() {
        closing = true;
        timer.shutdownNow();
        client.close();
    }
}
