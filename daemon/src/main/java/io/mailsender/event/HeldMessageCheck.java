package io.mailsender.event;

import io.mailsender.delivery.Attempt;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.OutcomeLookup;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderOrder;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.StoredMessage;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after messages that are held as unknown: asks the providers that can be asked whether they have the message, and sends a marked
 * copy if the setting allows it and the provider's silence says enough.
 */
@Singleton
@Requires(beans = EventStore.class)
final class HeldMessageCheck {

    private static final Logger LOG = LoggerFactory.getLogger(HeldMessageCheck.class);

    private static final int PAGE = 100;

    /** How often one message is looked up; a provider lists most messages within minutes. */
    private static final Duration LOOK_UP = Duration.ofMinutes(5);

    /** Providers list messages for at least this long. */
    private static final Duration LISTED = Duration.ofDays(3);

    private final MessageStore messages;
    private final EventStore events;
    private final ProviderOrder order;
    private final EventSettings settings;

    HeldMessageCheck(MessageStore messages, EventStore events, ProviderOrder order, EventSettings settings) {
        this.messages = messages;
        this.events = events;
        this.order = order;
        this.settings = settings;
    }

    /** Checks all unknown messages, one after the other. Completes normally. */
    CompletionStage<Void> run() {
        return events.backlog()
                .thenCombine(
                        events.sources(),
                        (backlog, sources) -> new Known(backlog == 0, sources, ConcurrentHashMap.newKeySet()))
                .thenCompose(known -> page("", known))
                .exceptionally(failure -> {
                    LOG.debug("unknown messages could not be checked: {}", failure.toString());
                    return null;
                });
    }

    /**
     * What is known before the check.
     *
     * @param complete whether no event waits to be matched, which could be about one of the messages
     * @param silent the providers that could not be asked during this check
     */
    private record Known(boolean complete, Map<String, SourceState> sources, Set<String> silent) {}

    private CompletionStage<Void> page(String after, Known known) {
        return messages.unsettled(after, PAGE).thenCompose(page -> {
            CompletionStage<Void> checked = CompletableFuture.completedFuture(null);
            for (StoredMessage message : page) {
                checked = checked.thenCompose(done -> check(message, known)).exceptionally(failure -> {
                    LOG.debug("message {} could not be checked: {}", message.id(), failure.toString());
                    return null;
                });
            }
            return page.size() < PAGE
                    ? checked
                    : checked.thenCompose(done -> page(page.get(PAGE - 1).id(), known));
        });
    }

    private CompletionStage<Void> check(StoredMessage message, Known known) {
        List<Attempt> unknown =
                message.attempts().stream().filter(Attempt::isUnknown).toList();
        CompletionStage<Boolean> settled = events.lookUps(message.id()).thenCompose(asked -> {
            CompletionStage<Boolean> any = CompletableFuture.completedFuture(false);
            for (Attempt attempt : unknown) {
                any = any.thenCompose(found -> found
                        ? CompletableFuture.completedFuture(true)
                        : lookUp(message, attempt, asked, known.silent()));
            }
            return any;
        });
        return settled.thenCompose(found -> found || !known.complete() || !isSilent(unknown, known.sources())
                ? CompletableFuture.completedFuture(null)
                : resend(message));
    }

    /**
     * Whether every provider that may have the message reported a later attempt, and not this one, and the delay has passed since the
     * attempt and since a report was last refused, which may come later.
     */
    private boolean isSilent(List<Attempt> unknown, Map<String, SourceState> sources) {
        Duration delay = settings.resendAfter();
        if (delay == null || unknown.isEmpty()) {
            return false;
        }
        Instant now = messages.now();
        return unknown.stream().allMatch(attempt -> {
            SourceState source = sources.get(attempt.provider());
            Instant end = attempt.began().plus(attempt.duration());
            return source != null
                    && source.proven().isAfter(end)
                    && !now.isBefore(end.plus(delay))
                    && !now.isBefore(source.refused().plus(delay));
        });
    }

    private CompletionStage<Void> resend(StoredMessage message) {
        CompletionStage<Boolean> resent = events.hasWaiting(message.id())
                .thenCompose(waits ->
                        waits ? CompletableFuture.completedFuture(false) : messages.resendAfterSilence(message.id()));
        return resent.thenAccept(sent -> {
            if (sent) {
                LOG.warn(
                        "message {}: its provider reported later messages and not this one; a marked copy is sent",
                        message.id());
            }
        });
    }

    /** @return whether the provider has the message */
    private CompletionStage<Boolean> lookUp(
            StoredMessage message, Attempt attempt, Map<Integer, Instant> asked, Set<String> silent) {
        Instant now = messages.now();
        Instant last = asked.get(attempt.number());
        Optional<OutcomeLookup> lookup = order.all().stream()
                .filter(provider -> provider.name().equals(attempt.provider()))
                .findFirst()
                .flatMap(Provider::outcomeLookup);
        if (lookup.isEmpty()
                || silent.contains(attempt.provider())
                || attempt.began().plus(LISTED).isBefore(now)
                || last != null && last.plus(LOOK_UP).isAfter(now)) {
            return CompletableFuture.completedFuture(false);
        }
        return messages.content(message.id())
                .thenCompose(content -> content.isEmpty()
                        ? CompletableFuture.completedFuture(false)
                        : ask(lookup.get(), message, attempt, content.get(), silent));
    }

    private CompletionStage<Boolean> ask(
            OutcomeLookup lookup, StoredMessage message, Attempt attempt, Message content, Set<String> silent) {
        Envelope envelope = new Envelope(content.destination().addresses(), attempt.number());
        return lookup.find(content, envelope, attempt.began())
                .thenCompose(found -> found.map(sent -> settle(message, attempt, sent))
                        .orElseGet(() ->
                                events.lookedUp(message.id(), attempt.number()).thenApply(written -> false)))
                .exceptionally(failure -> {
                    // That is no evidence.
                    LOG.debug(
                            "message {}: {} could not be asked: {}",
                            message.id(),
                            attempt.provider(),
                            failure.toString());
                    silent.add(attempt.provider());
                    return false;
                });
    }

    private CompletionStage<Boolean> settle(StoredMessage message, Attempt attempt, Sent sent) {
        return events.settle(message.id(), attempt.number(), sent).thenApply(settled -> {
            if (settled) {
                LOG.info("message {}: {} has it, so it was sent", message.id(), attempt.provider());
            }
            return true;
        });
    }
}
