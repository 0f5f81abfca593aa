package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
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

    /** The message is at fault, here and elsewhere: another provider would only spoil its reputation with it. */
    record Rejected(Reply reply) implements Outcome {}

    /**
     * Surely not taken, and the message is not at fault.
     *
     * @param retryAfter how long the provider asked to be left alone
     */
    record Unavailable(Cause cause, Reply reply, @Nullable Duration retryAfter) implements Outcome {
        public Unavailable(Cause cause, Reply reply) {
            this(cause, reply, null);
        }
    }

    /** Bytes left and no readable answer came: it may have been sent. */
    record Unknown(Reply reply) implements Outcome {}

    /** Why a provider could not take a message. */
    enum Cause {
        /** No connection: DNS, refused, timeout, TLS, a redirect. */
        UNREACHABLE,
        /** It asks to be left alone for a while. */
        THROTTLED,
        /** It does not accept us: credentials, an unverified sender, a paused or exhausted account. */
        ACCOUNT,
        /** It cannot carry this message; its health is not in question. */
        UNSUPPORTED
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
