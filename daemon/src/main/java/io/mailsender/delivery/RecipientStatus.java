package io.mailsender.delivery;

import io.mailsender.common.Word;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Reply;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a message for one recipient.
 *
 * @param reply the last reply about a recipient that is deferred, refused or failed; why one is suppressed
 * @param deferrals how many rounds deferred the recipient; its backoff grows with them
 * @param due when a deferred recipient is tried next; {@code null} if it has no time of its own
 * @param report what a provider reported after it took the message; {@code null} if nothing yet
 */
public record RecipientStatus(
        EmailAddress address,
        State state,
        @Nullable Reply reply,
        int deferrals,
        @Nullable Instant due,
        @Nullable RecipientReport report) {

    /** The same words in code, database and API. */
    public enum State {
        /** No provider has said anything about this recipient yet. */
        PENDING,
        /** A provider took responsibility for it. */
        SENT,
        /** The mailbox, or a provider for this recipient alone, asks to try later. It is retried. */
        DEFERRED,
        /** The mailbox does not exist or does not take the message. Final. */
        REFUSED,
        /** No provider took it for this recipient, and it is not retried. */
        FAILED,
        /** The address is on the suppression list: no provider was asked for it. Final. */
        SUPPRESSED;

        public String word() {
            return Word.of(this);
        }
    }

    public RecipientStatus(EmailAddress address, State state, @Nullable Reply reply) {
        this(address, state, reply, 0, null, null);
    }

    public static RecipientStatus pending(EmailAddress address) {
        return new RecipientStatus(address, State.PENDING, null);
    }

    /** Whether a provider took the message for it, so that it must not get the message again. */
    public boolean isSent() {
        return state == State.SENT;
    }

    /** Whether the recipient can never get the message, so that another try is pointless. */
    public boolean isPermanent() {
        return state == State.REFUSED || state == State.SUPPRESSED;
    }

    /** Whether the recipient still has to get the message. */
    public boolean isOpen() {
        return state == State.PENDING || state == State.DEFERRED;
    }

    public RecipientStatus to(State next, @Nullable Reply lastReply) {
        return new RecipientStatus(address, next, lastReply, deferrals, null, report);
    }

    public RecipientStatus deferredUntil(Instant next, Reply lastReply) {
        return new RecipientStatus(address, State.DEFERRED, lastReply, deferrals + 1, next, report);
    }

    public RecipientStatus reported(RecipientReport next) {
        return new RecipientStatus(address, state, reply, deferrals, due, next);
    }

    /** Whether a provider took the message for it and none reported that it could not be delivered. */
    public boolean hasMessage() {
        return isSent() && (report == null || !report.isUndelivered());
    }

    /** The state as callers see it: the provider's report if there is one, else ours. */
    public String word() {
        return report == null ? state.word() : report.word();
    }
}
