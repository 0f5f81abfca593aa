package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A configured account with a service that sends mail. Implementations are thread-safe. */
public interface Provider {

    /** The name in the configuration, for example {@code amazon_ses}. */
    String name();

    /** The kind in the configuration, for example {@code amazon-ses}. */
    String kind();

    /** The sender address of messages that name none; empty if the provider has none. */
    default Optional<EmailAddress> sender() {
        return Optional.empty();
    }

    /**
     * Makes one attempt: at most one POST or one DATA. Never blocks the caller.
     *
     * @param envelope the recipients of this copy, all or some of the message's
     * @param timeout for the whole attempt; the stage completes at most shortly after it
     * @return completes normally, whatever the far end does
     */
    CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout);

    /** Present if the provider sends only to or from addresses that it has validated. */
    default Optional<AddressValidation> validation() {
        return Optional.empty();
    }
}
