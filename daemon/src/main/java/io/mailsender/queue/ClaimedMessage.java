package io.mailsender.queue;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.delivery.RoundInput;
import io.mailsender.delivery.RoundInput.RetryMode;
import io.mailsender.delivery.RouteTable;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message that this node must deliver now.
 *
 * @param owner the name of its caller's API key; empty if there were no keys
 * @param started when the first round was due; the time to give up counts from here
 * @param recipients all recipients with their state
 * @param attempts the earlier attempts
 * @param rounds the earlier rounds that count for the backoff
 * @param released the number of the last attempt before a person resent the message; unknown attempts up to it restrict nothing
 * @param takenOver whether a node, perhaps this one before a restart, stopped while it delivered the message
 * @param ignoresSuppression whether it is sent to suppressed addresses, too
 */
public record ClaimedMessage(
        Lease lease,
        Message message,
        String owner,
        OnUnknown onUnknown,
        Priority priority,
        Instant started,
        List<RecipientStatus> recipients,
        List<Attempt> attempts,
        int rounds,
        int released,
        boolean possibleDuplicate,
        boolean takenOver,
        boolean ignoresSuppression) {

    public ClaimedMessage {
        recipients = List.copyOf(recipients);
        attempts = List.copyOf(attempts);
    }

    /** The recipients who still have to get the message. */
    List<EmailAddress> open() {
        return recipients.stream()
                .filter(RecipientStatus::isOpen)
                .map(RecipientStatus::address)
                .toList();
    }

    /** @param suppressed those of the open recipients that must not be mailed, with the reason */
    RoundInput roundInput(RouteTable routes, Map<EmailAddress, Reply> suppressed) {
        List<RecipientStatus> left = recipients.stream()
                .map(recipient -> {
                    Reply reason = recipient.isOpen() ? suppressed.get(recipient.address()) : null;
                    return reason == null ? recipient : recipient.to(State.SUPPRESSED, reason);
                })
                .toList();
        return new RoundInput(
                routes.current(message, owner, priority.word()),
                left,
                onUnknown,
                attempts,
                released,
                possibleDuplicate,
                started,
                rounds,
                RetryMode.ALWAYS);
    }
}
