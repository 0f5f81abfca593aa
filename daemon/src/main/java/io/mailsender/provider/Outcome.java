package io.mailsender.provider;

import io.mailsender.common.Word;
import io.mailsender.message.EmailAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The result of an attempt. The four kinds differ in what may happen next, which is all that failover needs to know: stop, stop, try
 * the next provider, or follow the message's {@code on_unknown}.
 */
public sealed interface Outcome {

    /** What the far end answered. */
    Reply reply();

    /**
     * The provider took responsibility for the message.
     *
     * @param providerMessageId the provider's id of the message, at most {@value Reply#MAX_LENGTH} characters, without control
     *     characters; {@code null} if the answer could not be read, which is no reason to send again
     * @param refused recipients that it did not accept, each with the reason: {@link Rejected} is final, {@link Unavailable} lets the
     *     next provider try
     */
    record Sent(Reply reply, @Nullable String providerMessageId, Map<EmailAddress, Outcome> refused)
            implements Outcome {
        public Sent {
            // An id that the store cannot hold would leave a sent message without its record.
            String id = providerMessageId == null ? "" : Reply.oneLine(providerMessageId);
            providerMessageId = id.isEmpty() ? null : id;
            refused = Map.copyOf(refused);
        }

        public Sent(Reply reply, @Nullable String providerMessageId) {
            this(reply, providerMessageId, Map.of());
        }
    }

    /**
     * The message itself is at fault. Another provider would only harm its own reputation by sending it.
     *
     * @param recipients the outcomes of recipients that differ from this one
     */
    record Rejected(Reply reply, Map<EmailAddress, Outcome> recipients) implements Outcome {
        public Rejected {
            recipients = Map.copyOf(recipients);
        }

        public Rejected(Reply reply) {
            this(reply, Map.of());
        }
    }

    /**
     * The provider certainly did not take the message, and the message is not at fault.
     *
     * @param retryAfter how long the provider asks us to wait; {@code null} if it does not say
     * @param recipients the outcomes of recipients that differ from this one, for example {@link Rejected}
     */
    record Unavailable(Cause cause, Reply reply, @Nullable Duration retryAfter, Map<EmailAddress, Outcome> recipients)
            implements Outcome {
        public Unavailable {
            recipients = Map.copyOf(recipients);
        }

        public Unavailable(Cause cause, Reply reply, @Nullable Duration retryAfter) {
            this(cause, reply, retryAfter, Map.of());
        }

        public Unavailable(Cause cause, Reply reply) {
            this(cause, reply, null);
        }
    }

    /**
     * The request left and no readable answer came: the message may have been sent.
     *
     * @param late the outcome by a late answer; completes normally, with another {@code Unknown} if none comes. {@code null} if no late
     *     answer is awaited
     */
    record Unknown(Reply reply, @Nullable CompletionStage<Outcome> late) implements Outcome {
        public Unknown(Reply reply) {
            this(reply, null);
        }
    }

    /** Why a provider could not take a message. */
    enum Cause {
        /** No connection: DNS, refused, timeout, TLS, a redirect. */
        UNREACHABLE,
        /** It asks us to wait. */
        THROTTLED,
        /** It does not accept us: credentials, an unverified sender, a paused or exhausted account. */
        ACCOUNT,
        /** Its API cannot carry this message. Does not count against its health. */
        UNSUPPORTED,
        /** The recipient's mailbox cannot take mail now: greylisting, mailbox full. Does not count against the provider's health. */
        DEFERRED,
        /**
         * More recipients than one transaction allows: it took others, and another attempt for these may follow immediately. Occurs in
         * {@link Sent#refused()} only, so that each such attempt leaves fewer recipients.
         */
        OVERFLOW;

        /** Whether it counts against the provider's health. */
        public boolean isProvidersFault() {
            return this == UNREACHABLE || this == THROTTLED || this == ACCOUNT;
        }
    }

    /** The outcome for one recipient. */
    default Outcome of(EmailAddress recipient) {
        return fold(
                sent -> sent.refused().getOrDefault(recipient, this),
                rejected -> rejected.recipients().getOrDefault(recipient, this),
                unavailable -> unavailable.recipients().getOrDefault(recipient, this),
                unknown -> this);
    }

    /** The outcome as one word, for API answers, metrics and logs. */
    default String word() {
        return fold(sent -> "sent", rejected -> "rejected", u -> Word.of(u.cause()), unknown -> "unknown");
    }

    /** Replaces the exhaustive switch that Java 17 lacks. */
    default <T> T fold(
            Function<Sent, T> sent,
            Function<Rejected, T> rejected,
            Function<Unavailable, T> unavailable,
            Function<Unknown, T> unknown) {
        if (this instanceof Sent s) {
            return sent.apply(s);
        }
        if (this instanceof Rejected r) {
            return rejected.apply(r);
        }
        if (this instanceof Unavailable u) {
            return unavailable.apply(u);
        }
        return unknown.apply((Unknown) this);
    }
}
