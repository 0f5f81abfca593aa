package io.mailsender.delivery;

import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.queue.Attempt;
import io.mailsender.queue.OnUnknown;
import io.mailsender.queue.RecipientStatus;
import io.mailsender.queue.RecipientStatus.State;
import java.util.List;

/**
 * One way through the providers that is to be made.
 *
 * @param recipients what earlier rounds did for each of them; this round is for those that wait
 * @param before the attempts of earlier rounds
 * @param possibleDuplicate whether an earlier round sent it again although it may have been sent
 */
record Round(
        Message message,
        List<RecipientStatus> recipients,
        OnUnknown onUnknown,
        List<Attempt> before,
        boolean possibleDuplicate) {

    Round {
        recipients = List.copyOf(recipients);
        before = List.copyOf(before);
    }

    static Round first(Message message, OnUnknown onUnknown) {
        List<RecipientStatus> all = message.destination().addresses().stream()
                .map(RecipientStatus::pending)
                .toList();
        return new Round(message, all, onUnknown, List.of(), false);
    }

    /** Who still has to get the message. */
    Envelope envelope() {
        return new Envelope(recipients.stream()
                .filter(recipient -> recipient.state() == State.PENDING)
                .map(RecipientStatus::address)
                .toList());
    }

    /** Whether any further attempt may be one too many. */
    boolean mayBeSent() {
        return before.stream().anyMatch(attempt -> attempt.outcome() instanceof Unknown);
    }

    /** Whether a provider took it for some recipients already. */
    boolean isPartlySent() {
        return recipients.stream().anyMatch(recipient -> recipient.state() == State.SENT);
    }
}
