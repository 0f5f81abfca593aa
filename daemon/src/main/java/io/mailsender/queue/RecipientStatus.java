package io.mailsender.queue;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Where a message stands for one recipient.
 *
 * @param reply the last word on a recipient that was refused
 */
public record RecipientStatus(
        EmailAddress address, State state, @Nullable Reply reply) {

    /** A recipient's part in what became of the message. */
    public enum State {
        PENDING,
        SENT,
        REFUSED
    }

    public static RecipientStatus pending(EmailAddress address) {
        return new RecipientStatus(address, State.PENDING, null);
    }
}
