package io.mailsender.queue;

import io.mailsender.common.DaemonThreadFactory;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.RetryPolicy;
import io.mailsender.delivery.RoundInput;
import io.mailsender.delivery.RoundInput.RetryMode;
import io.mailsender.delivery.RoundResult;
import io.mailsender.queue.ContentMemory.Share;
import io.mailsender.queue.MessageStore.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a message as soon as this node accepts it; polls for due, retried and orphaned ones. Renews the leases of the messages that it
 * delivers.
 */
public final class Dispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration DRAIN_POLL = Duration.ofMillis(50);

    private final Failover failover;
    private final MessageStore store;
    private final RetryPolicy retryPolicy;
    private final QueueSettings settings;
    private final QueueMetrics metrics;
    private final RecipientCheck recipientCheck;
    private final HeldMessages held = new HeldMessages();
    private final Capacity capacity;
    private final AtomicBoolean polling = new AtomicBoolean();
    private final ScheduledExecutorService timer;
    private volatile boolean closing;

    Dispatcher(
            Failover failover,
            MessageStore store,
            RetryPolicy retryPolicy,
            QueueSettings settings,
            Capacity capacity,
            QueueMetrics metrics,
            RecipientCheck recipientCheck) {
        this.failover = failover;
        this.store = store;
        this.retryPolicy = retryPolicy;
        this.settings = settings;
        this.capacity = capacity;
        this.metrics = metrics;
        this.recipientCheck = recipientCheck;
        this.timer = new ScheduledThreadPoolExecutor(1, new DaemonThreadFactory("dispatcher"));
    }

    Dispatcher start() {
        long poll = settings.poll().toMillis();
        long renew = settings.lease().toMillis() / 4;
        timer.scheduleWithFixedDelay(this::poll, 0, poll, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::renew, renew, renew, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(capacity::adjust, 0, Capacity.ADJUST_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /**
     * A message that is being accepted.
     *
     * @param added completes when the message is on disk or was not accepted
     * @param result completes when the end of the first round is on disk; never if the message is only queued
     */
    public record Sending(CompletionStage<Added> added, CompletionStage<RoundResult> result) {}

    /** Accepts a message and sends it immediately, for a caller who waits: if no provider takes it, it fails. */
    public Sending send(Submission submission) {
        return send(submission, RetryMode.FOR_RECIPIENTS);
    }

    /** Accepts a message and sends it, with retries: immediately, or after waiting messages of its priority. */
    public Sending accept(Submission submission) {
        boolean isDue = !submission.due().isAfter(store.now());
        // A message to nobody is not sent, but it must be on record.
        if (isDue && !submission.isSuppressed() && !closing && capacity.tryAcquire(submission.priority())) {
            Share memory = capacity.contents().tryAcquire(submission.message().size());
            if (memory != null) {
                Sending sending = send(submission, RetryMode.ALWAYS);
                sending.result().whenComplete((result, failure) -> release(memory));
                return sending;
            }
            capacity.release();
        }
        CompletionStage<Added> added =
                AcceptingJournal.add(store, submission, failover.settings().deadline(), held);
        capacity.callerWaitsFor(added);
        if (isDue) {
            capacity.onQueued(submission.priority());
        }
        return new Sending(added, new CompletableFuture<>());
    }

    private Sending send(Submission submission, RetryMode retryMode) {
        RoundInput input = RoundInput.first(
                submission.message(), submission.recipients(), submission.onUnknown(), submission.due(), retryMode);
        AcceptingJournal journal =
                new AcceptingJournal(store, submission, failover.settings().deadline(), held);
        capacity.callerWaitsFor(journal.added());
        CompletionStage<RoundResult> result = failover.start(input, retryPolicy, journal);
        return new Sending(journal.added(), result.whenComplete((done, failure) -> {
            Lease lease = held.release(submission.message().id());
            if (failure != null && lease != null) {
                HeldMessages.logFailedRound(lease, failure);
            }
        }));
    }

    private void poll() {
        if (closing || !polling.compareAndSet(false, true)) {
            return;
        }
        Priority lowest = capacity.lowest();
        int reserved = capacity.reserve(lowest);
        if (reserved == 0) {
            polling.set(false);
            return;
        }
        ContentMemory.Poll memory = capacity.contents().poll(this::pollSoon);
        Selection selection = (id, priority, bytes) -> !held.contains(id) && memory.tryReserve(id, priority, bytes);
        store.claim(reserved, lowest, selection).whenComplete((messages, failure) -> {
            if (failure != null) {
                memory.end();
                polling.set(false);
                capacity.pollFinished(reserved, lowest, lowest);
                LOG.debug("queue could not be polled: {}", failure.toString());
                return;
            }
            Priority skipped = memory.skipped();
            Priority more = skipped != null || messages.size() < reserved
                    ? skipped
                    : messages.get(reserved - 1).priority();
            boolean again = capacity.pollFinished(reserved - messages.size(), lowest, more);
            messages.forEach(
                    message -> deliver(message, memory.shareOf(message.lease().id())));
            memory.end();
            polling.set(false);
            // If only messages that do not fit are left, freed memory starts the next poll.
            if (again && (skipped == null || !messages.isEmpty())) {
                pollSoon();
            }
        });
    }

    private void pollSoon() {
        if (!closing) {
            timer.execute(this::poll);
        }
    }

    private void deliver(ClaimedMessage message, Share memory) {
        held.hold(message.lease());
        if (message.takenOver()) {
            metrics.takenOver();
            LOG.warn(
                    "message {} is taken over from a node that stopped",
                    message.lease().id());
        }
        // Within a stage, so that an exception neither keeps the capacity nor stops the other messages.
        CompletableFuture.completedFuture(message)
                .thenCompose(this::roundInput)
                .thenCompose(input -> failover.start(input, retryPolicy, new StoreJournal(store, message.lease())))
                .whenComplete((done, failure) -> {
                    held.release(message.lease().id());
                    if (failure != null) {
                        HeldMessages.logFailedRound(message.lease(), failure);
                    }
                    release(memory);
                });
    }

    /** Without the recipients that were suppressed since the message was accepted. If nobody is left, the round ends at once. */
    private CompletionStage<RoundInput> roundInput(ClaimedMessage message) {
        return message.ignoresSuppression()
                ? CompletableFuture.completedFuture(message.roundInput(failover.routes(), Map.of()))
                : recipientCheck
                        .suppressed(message.owner(), message.open())
                        .thenApply(suppressed -> message.roundInput(failover.routes(), suppressed));
    }

    private void release(Share memory) {
        memory.release();
        if (capacity.release()) {
            pollSoon();
        }
    }

    private void renew() {
        List<Lease> leases = held.leases();
        if (leases.isEmpty()) {
            return;
        }
        store.renew(leases).whenComplete((lost, failure) -> {
            if (failure == null && !lost.isEmpty()) {
                // Not immediately: a lease of a round that just ended is about to be released.
                timer.schedule(() -> lost.forEach(this::onLeaseLost), 1, TimeUnit.SECONDS);
            }
        });
    }

    private void onLeaseLost(Lease lease) {
        if (held.release(lease)) {
            HeldMessages.logFailedRound(lease, new LeaseLostException(lease));
        }
    }

    /** Stops polling. @return completes when no round is in progress */
    public CompletionStage<Void> drain() {
        closing = true;
        CompletableFuture<Void> drained = new CompletableFuture<>();
        Runnable check = () -> {
            // A poll ends after it has started the rounds of the messages that it claimed.
            if (!polling.get() && held.size() == 0) {
                drained.complete(null);
            }
        };
        timer.scheduleWithFixedDelay(check, 0, DRAIN_POLL.toMillis(), TimeUnit.MILLISECONDS);
        return drained;
    }

    /** The number of messages that are being delivered. */
    public int inProgress() {
        return held.size();
    }

    @Override
    public void close() {
        closing = true;
        timer.shutdownNow();
    }
}
