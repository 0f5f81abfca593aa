package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A configured account with a service that sends mail. Implementations are safe for use by many threads. */
public interface Provider {

    /** The configured name, e.g. {@code amazon_ses}. */
    String name();

    /** The kind of service, as the configuration names it, e.g. {@code amazon-ses}. */
    String kind();

    /** The address it sends from where a message asks for no other; empty where it sends nothing. */
    default Optional<EmailAddress> sender() {
        return Optional.empty();
    }

    /**
     * Makes one attempt: at most one POST or one DATA, whatever happens.
     *
     * @param envelope the recipients of this copy; a subset of the message's
     * @param timeout when to give up; the stage completes shortly after at the latest
     * @return completes normally whatever the far end does, and never blocks the caller
     */
    CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout);

    /** Present where the provider mails only to or from addresses it has validated. */
    default Optional<AddressValidation> validation() {
        return Optional.empty();
    }
}
