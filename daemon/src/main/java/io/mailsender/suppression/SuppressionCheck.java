package io.mailsender.suppression;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Reply;
import io.mailsender.queue.RecipientCheck;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the recipients that must not be mailed. While the list is known to be empty it costs nothing; otherwise one indexed query.
 *
 * <p>An entry that this node adds counts at once. What another node adds to an empty list, this one sees within {@link #REFRESH}.
 */
public final class SuppressionCheck implements RecipientCheck {

    /** How often it is checked whether the list is empty. */
    static final Duration REFRESH = Duration.ofSeconds(1);

    private final SuppressionStore store;
    private final SuppressionSettings settings;
    private final Counter suppressed;
    private final AtomicLong additions = new AtomicLong();
    private volatile boolean isEmpty;

    SuppressionCheck(SuppressionStore store, SuppressionSettings settings, MeterRegistry meters) {
        this.store = store;
        this.settings = settings;
        this.suppressed = Counter.builder("mail.sender.recipients.suppressed")
                .description("Recipients that were left out because they are on the suppression list")
                .register(meters);
    }

    /**
     * The entries that concern a message.
     *
     * @param owner the name of the API key whose message it is; empty if there are no keys
     * @return by recipient, as it was given
     */
    public CompletionStage<Map<EmailAddress, Suppression>> find(String owner, Collection<EmailAddress> recipients) {
        if (!settings.enabled() || isEmpty || recipients.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return store.find(owner, recipients).thenApply(found -> byRecipient(recipients, found));
    }

    @Override
    public CompletionStage<Map<EmailAddress, Reply>> suppressed(String owner, Collection<EmailAddress> recipients) {
        return find(owner, recipients).thenApply(found -> {
            Map<EmailAddress, Reply> reasons = new LinkedHashMap<>();
            // Only the reason: the text may be a note that is not meant for this caller.
            found.forEach((recipient, entry) ->
                    reasons.put(recipient, Reply.none(entry.reason().word())));
            suppressed.increment(reasons.size());
            return reasons;
        });
    }

    private static Map<EmailAddress, Suppression> byRecipient(
            Collection<EmailAddress> recipients, List<Suppression> found) {
        Map<String, Suppression> byKey = found.stream()
                .collect(Collectors.toMap(
                        entry -> Suppression.key(entry.address()), Function.identity(), (one, other) -> one));
        Map<EmailAddress, Suppression> entries = new LinkedHashMap<>();
        for (EmailAddress recipient : recipients) {
            Suppression entry = byKey.get(Suppression.key(recipient));
            if (entry != null) {
                entries.put(recipient, entry);
            }
        }
        return entries;
    }

    /** Call after entries were added: the list is not empty any more. */
    public void onAdded() {
        additions.incrementAndGet();
        isEmpty = false;
    }

    /** Checks whether the list is empty. Until that is known, it is not. */
    CompletionStage<Void> refresh() {
        long before = additions.get();
        return store.isEmpty().handle((empty, failure) -> {
            isEmpty = failure == null && empty && additions.get() == before;
            if (additions.get() != before) {
                // An entry was added between the question and this answer.
                isEmpty = false;
            }
            return null;
        });
    }
}
