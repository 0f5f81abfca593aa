package io.mailsender.queue;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RoundInput;
import io.mailsender.delivery.RoundInput.Retrying;
import io.mailsender.message.Message;
import java.time.Instant;
import java.util.List;

/**
 * A message that this node has to deliver now.
 *
 * @param started from when on it is tried; the time to give up runs from here
 * @param recipients who got it, and who still has to
 * @param attempts those made so far
 * @param tries how many rounds through the providers were used up
 * @param released the number of the last attempt before a person had the message sent again; what earlier attempts left unknown
 *     restricts no later one
 * @param takenOver whether another node, or this one before it was restarted, was at it and did not come to an end
 * @param interrupted whether the node that made the last attempt is gone, and nobody knows what that attempt did. It is on record as unknown
 */
public record ClaimedMessage(
        Lease lease,
        Message message,
        OnUnknown onUnknown,
        Priority priority,
        Instant started,
        List<RecipientStatus> recipients,
        List<Attempt> attempts,
        int tries,
        int released,
        boolean possibleDuplicate,
        boolean takenOver,
        boolean interrupted) {

    public ClaimedMessage {
        recipients = List.copyOf(recipients);
        attempts = List.copyOf(attempts);
    }

    /** What the next round starts from. The queue retries until it is time to give up. */
    RoundInput roundInput() {
        return new RoundInput(
                message, recipients, onUnknown, attempts, released, possibleDuplicate, started, tries, Retrying.ALWAYS);
    }
}
