package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.SuppressionList;
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

    /** The sender addresses that it accepts; empty if it accepts any, because it sends nothing. */
    default Optional<SenderPolicy> senderPolicy() {
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

    /** How much the vendor is known to take, for a provider that the settings {@code limits} do not name. */
    default Pace pace() {
        return Pace.UNLIMITED;
    }

    /** Present if the state of the account can be looked up. */
    default Optional<AccountLookup> account() {
        return Optional.empty();
    }

    /** Present if the provider can be asked whether it has a message. */
    default Optional<OutcomeLookup> outcomeLookup() {
        return Optional.empty();
    }

    /**
     * How long the provider recognises a repeated attempt by {@link Envelope#idempotencyKey}, and answers it like the first one. Within
     * this time, an unknown attempt is repeated there. Empty if a repeated attempt would send a second copy.
     */
    default Optional<Duration> idempotencyWindow() {
        return Optional.empty();
    }

    /** Present if the vendor posts what became of messages, and the settings say how its reports are authenticated. */
    default Optional<EventSource> events() {
        return Optional.empty();
    }

    /**
     * Present if the vendor's API can be told where to post. Some vendors make what authenticates their reports when they are told, so it
     * can be present before {@link #events()}.
     */
    default Optional<EventRegistration> eventRegistration() {
        return events().flatMap(EventSource::registration);
    }

    /** Present if the vendor keeps a list of addresses that it does not mail to, and its API shows it. */
    default Optional<SuppressionList> suppressions() {
        return Optional.empty();
    }
}
