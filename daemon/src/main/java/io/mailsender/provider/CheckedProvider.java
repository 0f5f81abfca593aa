package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Original;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A provider that checks a message before it makes an attempt. {@link Cause#UNSUPPORTED} is the outcome if its {@link SenderPolicy} does
 * not allow the sender, if an address needs SMTPUTF8 (RFC 6531) and it is no SMTP server, or if the message came as a whole mail that the
 * provider can take neither like that nor as fields.
 */
public abstract class CheckedProvider implements Provider {

    private final String name;
    private final String kind;
    private final SenderPolicy senderPolicy;

    protected CheckedProvider(String name, String kind, SenderPolicy senderPolicy) {
        this.name = name;
        this.kind = kind;
        this.senderPolicy = senderPolicy;
    }

    /**
     * Makes one attempt, as {@link Provider#send} promises.
     *
     * @param sender the From field
     */
    protected abstract CompletionStage<Outcome> attempt(
            Message message, Envelope envelope, Mailbox sender, Duration timeout);

    /**
     * Whether it can take a mail as it came, for these recipients.
     *
     * @param whole whether they are all recipients of the message
     */
    protected boolean takes(Original original, boolean whole) {
        return false;
    }

    /** Whether it can take an address that needs SMTPUTF8 (RFC 6531). */
    protected boolean takesInternationalized() {
        return false;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String kind() {
        return kind;
    }

    @Override
    public final Optional<EmailAddress> sender() {
        return Optional.of(senderPolicy.own());
    }

    @Override
    public final Optional<SenderPolicy> senderPolicy() {
        return Optional.of(senderPolicy);
    }

    @Override
    public final CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
        Optional<Mailbox> sender = senderPolicy.senderOf(message);
        if (sender.isEmpty()) {
            return unsupported("this provider may not send from the domain of the sender; see from-domains");
        }
        boolean isInternationalized =
                message.isInternationalized() || sender.get().address().isInternationalized();
        if (isInternationalized && !takesInternationalized()) {
            return unsupported("an address with a non-ASCII local part needs SMTPUTF8, which this provider cannot use");
        }
        Original original = message.original();
        if (original == null || takes(original, envelope.isWhole(message))) {
            return attempt(message, envelope, sender.get(), timeout);
        }
        return original.obstacle() == null
                ? attempt(message.inFields(), envelope, sender.get(), timeout)
                : unsupported("this provider cannot take the mail as it came, and its fields cannot express it: "
                        + original.obstacle());
    }

    /**
     * The outcome of a refusal of the sender. One caller's sender must not make the provider rest for all messages, so it is the
     * account's matter only if the provider's own address is refused.
     */
    protected final Outcome senderRefused(Mailbox sender, Reply reply) {
        return new Unavailable(sender.address().equals(senderPolicy.own()) ? Cause.ACCOUNT : Cause.UNSUPPORTED, reply);
    }

    /** The outcome of a message that this provider's API cannot carry. */
    protected static CompletionStage<Outcome> unsupported(String reason) {
        return CompletableFuture.completedFuture(new Unavailable(Cause.UNSUPPORTED, Reply.none(reason)));
    }
}
