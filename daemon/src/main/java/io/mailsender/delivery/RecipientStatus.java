package io.mailsender.delivery;

import io.mailsender.common.Word;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Reply;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a message for one recipient.
 *
 * @param reply the last reply about a recipient that was deferred, refused or has failed
 * @param tries the rounds in which the recipient was deferred; the wait before the next one grows with them
 * @param due when a deferred recipient is tried next; {@code null} where it has no time of its own
 */
public record RecipientStatus(
        EmailAddress address,
        State state,
        @Nullable Reply reply,
        int tries,
        @Nullable Instant due) {

    /** The same words in code, database and API. */
    public enum State {
        /** No provider has said anything about this recipient yet. */
        PENDING,
        /** A provider took responsibility for it. */
        SENT,
        /** The mailbox, or a provider for this recipient, asked to come back later. It is tried again. */
        DEFERRED,
        /** The mailbox does not exist or does not take the message. Final. */
        REFUSED,
        /** No provider took it for this recipient, and it is not tried again by itself. */
        FAILED;

        public String word() {
            return Word.of(this);
        }
    }

    public RecipientStatus(EmailAddress address, State state, @Nullable Reply reply) {
        this(address, state, reply, 0, null);
    }

    public static RecipientStatus pending(EmailAddress address) {
        return new RecipientStatus(address, State.PENDING, null);
    }

    /** Whether the recipient still has to get the message. */
    public boolean isOpen() {
        return state == State.PENDING || state == State.DEFERRED;
    }

    /** The same recipient in another state, with the rounds so far. */
    public RecipientStatus to(State next, @Nullable Reply word) {
        return new RecipientStatus(address, next, word, tries, null);
    }

    /** The same recipient after one more deferral. */
    public RecipientStatus deferredUntil(Instant next, Reply word) {
        return new RecipientStatus(address, State.DEFERRED, word, tries + 1, next);
    }
}
