package io.mailsender.delivery;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
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

/** The way of one message through the providers. Its steps follow each other, so nothing in here is shared between threads. */
final class DeliveryRun {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);

    private final Failover failover;
    private final Message message;
    private final OnUnknown onUnknown;
    private final Instant deadline;
    private final List<Provider> untried;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Map<EmailAddress, Reply> refused = new LinkedHashMap<>();
    private final CompletableFuture<Delivery> result = new CompletableFuture<>();
    private Envelope envelope;
    private boolean possibleDuplicate;
    private boolean lastResort;

    DeliveryRun(Failover failover, Message message, OnUnknown onUnknown, Duration within) {
        this.failover = failover;
        this.message = message;
        this.onUnknown = onUnknown;
        this.deadline = failover.clock().instant().plus(within);
        this.untried = new ArrayList<>(failover.order());
        this.envelope = message.envelope();
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
        possibleDuplicate |= saw(Unknown.class);
        ask(provider.get(), failover.settings().timeoutOf(remaining, untried.size()));
    }

    private Optional<Provider> choose() {
        Optional<Provider> admitted =
                untried.stream().filter(p -> failover.health(p).admits()).findFirst();
        if (admitted.isPresent() || lastResort) {
            return admitted;
        }
        lastResort = true;
        return untried.stream().min(Comparator.comparing(p -> failover.health(p).restUntil()));
    }

    private void ask(Provider provider, Duration timeout) {
        Instant began = failover.clock().instant();
        send(provider, timeout).whenComplete((outcome, bug) -> {
            if (bug != null) {
                LOG.error("{} broke its promise to complete normally", provider.name(), bug);
            }
            finish(provider, began, bug == null ? outcome : new Unknown(Reply.none("internal error")));
        });
    }

    private CompletionStage<Outcome> send(Provider provider, Duration timeout) {
        try {
            return provider.send(message, envelope, timeout);
        } catch (RuntimeException bug) {
            return CompletableFuture.failedFuture(bug);
        }
    }

    private void finish(Provider provider, Instant began, Outcome outcome) {
        Attempt attempt = new Attempt(
                provider.name(), began, Duration.between(began, failover.clock().instant()), outcome);
        attempts.add(attempt);
        failover.health(provider).record(outcome, attempt.duration());
        tell(() -> failover.listener().attempted(message.id(), attempt));
        boolean goOn = outcome.fold(
                this::sent, rejected -> false, unavailable -> true, unknown -> onUnknown == OnUnknown.RESEND);
        if (goOn) {
            next();
        } else {
            end();
        }
    }

    private boolean sent(Sent sent) {
        envelope.recipients().forEach(refused::remove);
        sent.refused().forEach((address, why) -> refused.put(address, why.reply()));
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
            envelope.recipients().forEach(address -> refused.put(address, last().reply()));
        }
        DeliveryStatus status = status();
        Duration retryAfter = status == DeliveryStatus.FAILED ? retryAfter() : null;
        Delivery delivery = new Delivery(status, attempts, refused, possibleDuplicate, retryAfter);
        tell(() -> failover.listener().delivered(message.id(), delivery));
        result.complete(delivery);
    }

    private Outcome last() {
        return attempts.get(attempts.size() - 1).outcome();
    }

    private DeliveryStatus status() {
        if (saw(Sent.class)) {
            return DeliveryStatus.SENT;
        }
        if (saw(Unknown.class)) {
            return onUnknown == OnUnknown.FAIL ? DeliveryStatus.FAILED : DeliveryStatus.UNKNOWN;
        }
        boolean nobodyCan = !attempts.isEmpty()
                && attempts.stream()
                        .allMatch(a -> a.outcome() instanceof Unavailable u && u.cause() == Cause.UNSUPPORTED);
        return saw(Rejected.class) || nobodyCan ? DeliveryStatus.REJECTED : DeliveryStatus.FAILED;
    }

    private @Nullable Duration retryAfter() {
        return failover.order().stream()
                .map(failover::untilRestEnds)
                .min(Comparator.naturalOrder())
                .filter(wait -> !wait.isZero())
                .orElse(null);
    }

    private boolean saw(Class<? extends Outcome> kind) {
        for (Attempt attempt : attempts) {
            if (kind.isInstance(attempt.outcome())) {
                return true;
            }
        }
        return false;
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
