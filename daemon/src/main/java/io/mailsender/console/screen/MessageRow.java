package io.mailsender.console.screen;

import io.mailsender.console.AddressText;
import io.mailsender.status.MessageView;
import io.mailsender.status.ProviderAttempt;
import io.mailsender.status.RecipientResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message in a list.
 *
 * @param recipients the first address and the number of others
 * @param states what became of the recipients, where that says more than the status
 * @param provider of the last attempt; {@code null} before the first
 * @param nextTryAt of a message that is scheduled or tried again
 * @param words the provider's last words about a message that was not sent
 */
record MessageRow(
        String id,
        Instant acceptedAt,
        String recipients,
        @Nullable String subject,
        String status,
        List<String> states,
        @Nullable String provider,
        int attempts,
        boolean possibleDuplicate,
        @Nullable Instant nextTryAt,
        @Nullable String words) {

    static MessageRow of(MessageView message, AddressText addresses) {
        List<ProviderAttempt> attempts = message.providers();
        ProviderAttempt last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
        List<String> recipients =
                message.recipients().stream().map(RecipientResult::address).toList();
        String words = last == null || message.status().equals("sent") ? null : last.msg();
        return new MessageRow(
                message.id(),
                message.acceptedAt(),
                addresses.of(recipients),
                message.subject(),
                message.status(),
                message.recipients().stream()
                        .map(RecipientResult::state)
                        .filter(state -> !state.equals("pending") && !state.equals(message.status()))
                        .distinct()
                        .toList(),
                last == null ? null : last.provider(),
                attempts.size(),
                message.possibleDuplicate(),
                message.nextTryAt(),
                words == null ? null : addresses.in(words));
    }
}
