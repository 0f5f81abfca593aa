package io.mailsender.provider;

import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks a provider whether it has a message whose attempt is unknown. May be repeated safely. */
public interface OutcomeLookup {

    /**
     * @param began the time just before the attempt
     * @return empty if the provider does not know the message, which may be because it is not listed yet: no proof that it was not
     *     sent. Completes exceptionally with {@link LookupFailedException} if the provider could not be asked
     */
    CompletionStage<Optional<Outcome.Sent>> find(Message message, Envelope envelope, Instant began);
}
