package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt came to. The four differ in what may be done next, which is all that failover has to know: stop, stop, try the
 * next provider, or ask the message's policy first.
 */
public sealed interface Outcome {

    /** What the far end said. */
    Reply reply();

    /**
     * The provider took responsibility for the message.
     *
     * @param providerMessageId its id there, at most {@value Reply#MAX_LENGTH} characters without controls, since it comes from a
     *     stranger; {@code null} where the answer could not be read, which is no reason to send again
     * @param refused recipients it did not take, each with the reason: {@link Rejected} is final, {@link Unavailable} may go on
     *     to the next provider
     */
    record Sent(Reply reply, @Nullable String providerMessageId, Map<EmailAddress, Outcome> refused)
            implements Outcome {
        public Sent {
            // A store that cannot keep it would leave a mail that is out without its record.
            String id = providerMessageId == null ? "" : Reply.oneLine(providerMessageId);
            providerMessageId = id.isEmpty() ? null : id;
            refused = Map.copyOf(refused);
        }

        public Sent(Reply reply, @Nullable String providerMessageId) {
            this(reply, providerMessageId, Map.of());
        }
    }

    /**
     * The message is at fault, here and elsewhere: another provider would only spoil its reputation with it.
     *
     * @param recipients the recipients with an outcome of their own; the others share this one
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
     * Surely not taken, and the message is not at fault.
     *
     * @param retryAfter how long the provider asked to be left alone
     * @param recipients the recipients with an outcome of their own, for example {@link Rejected}; the others share this one
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
     * Bytes left and no readable answer came: it may have been sent.
     *
     * @param late completes normally with what the provider did, once that is known: another {@code Unknown} where it never becomes
     *     known. {@code null} where nobody listens any longer
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
        /** It asks to be left alone for a while. */
        THROTTLED,
        /** It does not accept us: credentials, an unverified sender, a paused or exhausted account. */
        ACCOUNT,
        /** It cannot carry this message; its health is not in question. */
        UNSUPPORTED,
        /** The recipient's mailbox cannot take mail now (greylisting, a full mailbox); the provider's health is not in question. */
        DEFERRED,
        /**
         * More recipients than one transaction takes: it took others, and may be asked at once for these, in an attempt of their own.
         * Only within {@link Sent#refused()}, so that each such attempt leaves fewer.
         */
        OVERFLOW;

        /** Whether it counts against the provider's health. */
        public boolean isProvidersFault() {
            return this == UNREACHABLE || this == THROTTLED || this == ACCOUNT;
        }
    }

    /** The outcome for one recipient of the attempt. */
    default Outcome of(EmailAddress recipient) {
        return fold(
                sent -> sent.refused().getOrDefault(recipient, this),
                rejected -> rejected.recipients().getOrDefault(recipient, this),
                unavailable -> unavailable.recipients().getOrDefault(recipient, this),
                unknown -> this);
    }

    /** The outcome in one word, as answers, metrics and logs name it. */
    default String word() {
        return fold(
                sent -> "sent",
                rejected -> "rejected",
                u -> u.cause().name().toLowerCase(Locale.ROOT),
                unknown -> "unknown");
    }

    /** Stands in for the exhaustive switch that Java 17 lacks. */
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
