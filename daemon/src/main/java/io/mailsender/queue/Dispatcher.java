package io.mailsender.queue;

import io.mailsender.common.DaemonThreadFactory;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.MessageLifecycle;
import io.mailsender.delivery.NextStep;
import io.mailsender.delivery.RetryPolicy;
import io.mailsender.delivery.RoundInput;
import io.mailsender.delivery.RoundInput.Retrying;
import io.mailsender.delivery.RoundResult;
import io.mailsender.queue.ContentMemory.Share;
import io.mailsender.queue.MessageStore.Selection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what the store has accepted: at once where this daemon accepted it, and by and by what is due, what failed, and what
 * another daemon left when it stopped.
 */
public final class Dispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Failover failover;
    private final MessageStore store;
    private final RetryPolicy retryPolicy;
    private final QueueSettings settings;
    private final QueueMetrics metrics;
    private final HeldMessages underWay = new HeldMessages();
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
            QueueMetrics metrics) {
        this.failover = failover;
        this.store = store;
        this.retryPolicy = retryPolicy;
        this.settings = settings;
        this.capacity = capacity;
        this.metrics = metrics;
        this.timer = new ScheduledThreadPoolExecutor(1, new DaemonThreadFactory("dispatcher"));
    }

    Dispatcher start() {
        long poll = settings.poll().toMillis();
        long renew = settings.lease().toMillis() / 4;
        timer.scheduleWithFixedDelay(this::poll, 0, poll, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::renew, renew, renew, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(capacity::adjust, 0, Capacity.ADJUST_MILLIS, TimeUnit.MILLISECONDS);
        return this;
    }

    /**
     * A message on its way.
     *
     * @param added completes when it is on disk, or was not accepted
     * @param delivery completes when its first round is over and that is on disk
     */
    public record Sending(CompletionStage<Added> added, CompletionStage<RoundResult> delivery) {}

    /** Accepts a message and sends it at once, for somebody who waits: where no provider takes it, it has failed. */
    public Sending send(Submission submission) {
        return send(submission, Retrying.FOR_RECIPIENTS);
    }

    /** Accepts a message and delivers it, whatever it takes: at once, or after those of its priority that wait already. */
    public Sending accept(Submission submission) {
        boolean now = !submission.due().isAfter(store.now());
        if (now && !closing && capacity.enter(submission.priority())) {
            Share memory =
                    capacity.contents().now(submission.message().content().size());
            if (memory != null) {
                Sending sending = send(submission, Retrying.ALWAYS);
                sending.delivery().whenComplete((delivery, failure) -> leave(memory));
                return sending;
            }
            capacity.leave();
        }
        CompletionStage<Added> added =
                AcceptingJournal.add(store, submission, failover.settings().deadline(), underWay);
        capacity.callerWaitsFor(added);
        if (now) {
            capacity.onQueued(submission.priority());
        }
        return new Sending(added, new CompletableFuture<>());
    }

    private Sending send(Submission submission, Retrying retrying) {
        RoundInput round = RoundInput.first(submission.message(), submission.onUnknown(), submission.due(), retrying);
        AcceptingJournal acceptance =
                new AcceptingJournal(store, submission, failover.settings().deadline(), underWay);
        capacity.callerWaitsFor(acceptance.added());
        CompletionStage<RoundResult> delivery = failover.start(round, retryPolicy, acceptance);
        return new Sending(acceptance.added(), delivery.whenComplete((done, failure) -> {
            Lease lease = underWay.release(submission.message().id());
            if (failure != null && lease != null) {
                HeldMessages.failed(lease, failure);
            }
        }));
    }

    private void poll() {
        if (closing || !polling.compareAndSet(false, true)) {
            return;
        }
        Priority lowest = capacity.lowest();
        int room = capacity.reserve(lowest);
        if (room == 0) {
            polling.set(false);
            return;
        }
        ContentMemory.Look memory = capacity.contents().look(this::pollSoon);
        Selection selection = (id, priority, bytes) -> !underWay.contains(id) && memory.takes(id, priority, bytes);
        store.claim(room, lowest, selection).whenComplete((claims, failure) -> {
            if (failure != null) {
                memory.end();
                polling.set(false);
                capacity.pollFinished(room, lowest, lowest);
                LOG.debug("No look at the queue: {}", failure.toString());
                return;
            }
            Priority left = memory.left();
            Priority more = left != null || claims.size() < room
                    ? left
                    : claims.get(room - 1).priority();
            boolean again = capacity.pollFinished(room - claims.size(), lowest, more);
            claims.forEach(claim -> deliver(claim, memory.of(claim.lease().id())));
            memory.end();
            polling.set(false);
            // For what was left there is memory once another one leaves; until then a look would find the same.
            if (again && (left == null || !claims.isEmpty())) {
                pollSoon();
            }
        });
    }

    private void pollSoon() {
        if (!closing) {
            timer.execute(this::poll);
        }
    }

    private void deliver(ClaimedMessage claim, Share memory) {
        underWay.hold(claim.lease());
        if (claim.takenOver()) {
            metrics.takenOver();
            LOG.warn(
                    "message {} was left by a daemon that stopped, and is taken over",
                    claim.lease().id());
        }
        // A round that cannot even be begun keeps neither its own place nor the other claims.
        CompletableFuture.completedFuture(claim).thenCompose(this::round).whenComplete((done, failure) -> {
            underWay.release(claim.lease().id());
            if (failure != null) {
                HeldMessages.failed(claim.lease(), failure);
            }
            leave(memory);
        });
    }

    private CompletionStage<?> round(ClaimedMessage claim) {
        Optional<NextStep> end = claim.interrupted()
                ? MessageLifecycle.endInterrupted(
                        claim.onUnknown(), claim.tries(), claim.possibleDuplicate(), claim.recipients())
                : Optional.empty();
        return end.isPresent()
                ? store.endRound(claim.lease(), null, end.get())
                : failover.start(claim.roundInput(), retryPolicy, new StoreJournal(store, claim.lease()));
    }

    private void leave(Share memory) {
        memory.give();
        if (capacity.leave()) {
            pollSoon();
        }
    }

    private void renew() {
        List<Lease> leases = underWay.leases();
        if (leases.isEmpty()) {
            return;
        }
        store.renew(leases).whenComplete((lost, failure) -> {
            if (failure == null && !lost.isEmpty()) {
                // A moment later: a round that was just settled is about to leave.
                timer.schedule(() -> lost.forEach(this::lost), 1, TimeUnit.SECONDS);
            }
        });
    }

    private void lost(Lease lease) {
        if (underWay.release(lease)) {
            HeldMessages.failed(lease, new LeaseLostException(lease));
        }
    }

    /** Takes nothing more from the queue. @return completes once nothing is under way */
    public CompletionStage<Void> drain() {
        closing = true;
        CompletableFuture<Void> drained = new CompletableFuture<>();
        Runnable check = () -> {
            // Looking goes on until what was claimed is under way.
            if (!polling.get() && underWay.size() == 0) {
                drained.complete(null);
            }
        };
        timer.scheduleWithFixedDelay(check, 0, 50, TimeUnit.MILLISECONDS);
        return drained;
    }

    /** How many messages are under way. */
    public int underWay() {
        return underWay.size();
    }

    @Override
    public void close() {
        closing = true;
        timer.shutdownNow();
    }
}
