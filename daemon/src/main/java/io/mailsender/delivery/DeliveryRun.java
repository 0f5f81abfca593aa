package io.mailsender.delivery;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.queue.Attempt;
import io.mailsender.queue.Attempt.Begun;
import io.mailsender.queue.DeliveryStatus;
import io.mailsender.queue.OnUnknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one message through the providers. Its steps follow each other, so nothing in here is shared between threads. Each step
 * is on record before the next one: an attempt before it is made, its end before anybody is told.
 */
final class DeliveryRun {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);

    /** When a provider that was at its limit may be asked again. */
    private static final Duration AT_LIMIT = Duration.ofSeconds(1);

    private final Failover failover;
    private final Round round;
    private final Journal journal;
    private final Instant deadline;
    private final List<Provider> untried;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Map<EmailAddress, Outcome> refused = new LinkedHashMap<>();
    private final CompletableFuture<Delivery> result = new CompletableFuture<>();
    private Envelope envelope;
    private boolean possibleDuplicate;
    private boolean lastResort;
    /** Whether a healthy provider was passed over because it was at its limit. */
    private boolean isBusy;

    private @Nullable Attempt unwritten;

    DeliveryRun(Failover failover, Round round, Journal journal) {
        this.failover = failover;
        this.round = round;
        this.journal = journal;
        this.deadline = failover.clock().instant().plus(failover.settings().deadline());
        this.untried = new ArrayList<>(failover.order());
        this.envelope = round.envelope();
        this.possibleDuplicate = round.possibleDuplicate();
    }

    CompletionStage<Delivery> start() {
        next();
        return result;
    }

    private void next() {
        Duration remaining = Duration.between(failover.clock().instant(), deadline);
        Optional<Provider> provider = remaining.isNegative() || remaining.isZero() ? Optional.empty() : choose();
        if (provider.isEmpty()) {
            end();
            return;
        }
        untried.remove(provider.get());
        possibleDuplicate |= round.mayBeSent() || saw(Unknown.class);
        Duration timeout = failover.settings().timeoutOf(remaining, untried.size());
        Begun begun = new Begun(
                round.before().size() + attempts.size() + 1,
                provider.get().name(),
                failover.clock().instant());
        Attempt ended = unwritten;
        unwritten = null;
        journal.begin(ended, begun).whenComplete((written, failure) -> {
            if (failure == null) {
                told(ended);
                ask(provider.get(), begun, timeout);
            } else {
                failover.limit(provider.get()).release();
                result.completeExceptionally(failure);
            }
        });
    }

    private Optional<Provider> choose() {
        Optional<Provider> admitted = untried.stream()
                .filter(p -> failover.health(p).admits())
                .filter(this::isFree)
                .findFirst();
        if (admitted.isPresent() || lastResort || isBusy) {
            return admitted;
        }
        lastResort = true;
        return untried.stream()
                .min(Comparator.comparing(p -> failover.health(p).restUntil()))
                .filter(this::isFree);
    }

    private boolean isFree(Provider provider) {
        boolean free = failover.limit(provider)
                .tryAcquire(envelope.recipients().size())
                .isEmpty();
        isBusy |= !free;
        return free;
    }

    private void ask(Provider provider, Begun begun, Duration timeout) {
        send(provider, timeout).whenComplete((outcome, bug) -> {
            if (bug != null) {
                LOG.error("{} broke its promise to complete normally", provider.name(), bug);
            }
            finish(provider, begun, bug == null ? outcome : new Unknown(Reply.none("internal error")));
        });
    }

    private CompletionStage<Outcome> send(Provider provider, Duration timeout) {
        try {
            return provider.send(round.message(), envelope, timeout);
        } catch (RuntimeException bug) {
            return CompletableFuture.failedFuture(bug);
        }
    }

    private void finish(Provider provider, Begun begun, Outcome outcome) {
        failover.limit(provider).release();
        Attempt attempt = begun.ended(failover.clock().instant(), outcome);
        attempts.add(attempt);
        unwritten = attempt;
        failover.health(provider).record(outcome, attempt.duration());
        boolean goOn = outcome.fold(
                this::sent, rejected -> false, unavailable -> true, unknown -> round.onUnknown() == OnUnknown.RESEND);
        if (goOn) {
            next();
        } else {
            end();
        }
    }

    private boolean sent(Sent sent) {
        envelope.recipients().forEach(refused::remove);
        refused.putAll(sent.refused());
        List<EmailAddress> others = envelope.recipients().stream()
                .filter(address -> sent.refused().get(address) instanceof Unavailable)
                .toList();
        if (others.isEmpty()) {
            return false;
        }
        envelope = new Envelope(others);
        return true;
    }

    private void end() {
        if (saw(Sent.class) && !(last() instanceof Sent)) {
            envelope.recipients().forEach(address -> refused.put(address, last()));
        }
        DeliveryStatus status = status();
        Duration retryAfter = status == DeliveryStatus.FAILED || status == DeliveryStatus.UNKNOWN ? retryAfter() : null;
        Delivery delivery = new Delivery(status, attempts, refused, possibleDuplicate, retryAfter);
        Attempt ended = unwritten;
        journal.end(ended, delivery).whenComplete((written, failure) -> {
            if (failure == null) {
                told(ended);
                tell(() -> failover.listener().delivered(round.message().id(), delivery));
                result.complete(delivery);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    private void told(@Nullable Attempt ended) {
        if (ended != null) {
            tell(() -> failover.listener().attempted(round.message().id(), ended));
        }
    }

    private Outcome last() {
        return attempts.get(attempts.size() - 1).outcome();
    }

    private DeliveryStatus status() {
        if (saw(Sent.class)) {
            return DeliveryStatus.SENT;
        }
        if (saw(Unknown.class) || round.mayBeSent()) {
            return round.onUnknown() == OnUnknown.FAIL ? DeliveryStatus.FAILED : DeliveryStatus.UNKNOWN;
        }
        boolean nobodyCan = !attempts.isEmpty()
                && attempts.stream()
                        .allMatch(a -> a.outcome() instanceof Unavailable u && u.cause() == Cause.UNSUPPORTED);
        return saw(Rejected.class) || nobodyCan ? DeliveryStatus.REJECTED : DeliveryStatus.FAILED;
    }

    private @Nullable Duration retryAfter() {
        if (isBusy) {
            return AT_LIMIT;
        }
        return failover.order().stream()
                .map(failover::untilRestEnds)
                .min(Comparator.naturalOrder())
                .filter(wait -> !wait.isZero())
                .orElse(null);
    }

    private boolean saw(Class<? extends Outcome> kind) {
        return attempts.stream().map(Attempt::outcome).anyMatch(kind::isInstance);
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            // The message is sent whether or not anybody could be told.
            LOG.error("A delivery listener failed", e);
        }
    }
}
