package io.mailsender.delivery;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Provider;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An attempt, with the provider and the envelope to repeat it.
 *
 * @param recorded completes when the end of the attempt is recorded, or can only be recorded as a correction
 */
record EndedAttempt(Provider provider, Attempt attempt, Envelope envelope, CompletableFuture<Void> recorded) {

    /** The recipients for whom the provider took the message. */
    List<EmailAddress> sent() {
        return envelope.recipients().stream()
                .filter(recipient -> attempt.outcome().of(recipient) instanceof Sent)
                .toList();
    }
}
