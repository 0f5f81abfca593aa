package io.mailsender.delivery;

import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome.Unknown;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One round through the providers that is about to begin.
 *
 * @param recipients the state of each of them after earlier rounds
 * @param before the attempts of earlier rounds
 * @param released the number of the last attempt before a person had it sent again; what earlier ones left unknown restricts nothing
 * @param possibleDuplicate whether an earlier round sent it again although it may have been sent
 * @param started from when on the message is tried; the time to give up runs from here
 * @param tries the rounds used up so far
 * @param retrying when the message is tried again after this round
 */
public record RoundInput(
        Message message,
        List<RecipientStatus> recipients,
        OnUnknown onUnknown,
        List<Attempt> before,
        int released,
        boolean possibleDuplicate,
        Instant started,
        int tries,
        Retrying retrying) {

    /** When a message is tried again. */
    public enum Retrying {
        /** Never: nobody keeps it. */
        NEVER,
        /** Where a provider took it for others, or only the mailbox asked for later: a caller waits who is told that a failure is one. */
        FOR_RECIPIENTS,
        /** Until it is time to give up. */
        ALWAYS
    }

    public RoundInput {
        recipients = List.copyOf(recipients);
        before = List.copyOf(before);
    }

    public static RoundInput first(Message message, OnUnknown onUnknown, Instant started, Retrying retrying) {
        List<RecipientStatus> all = message.destination().addresses().stream()
                .map(RecipientStatus::pending)
                .toList();
        return new RoundInput(message, all, onUnknown, List.of(), 0, false, started, 0, retrying);
    }

    /** The recipients who still have to get the message and whose time has come; all of them where nobody's has. */
    List<EmailAddress> due(Instant now) {
        List<RecipientStatus> open =
                recipients.stream().filter(RecipientStatus::isOpen).toList();
        List<RecipientStatus> due = open.stream()
                .filter(r -> r.due() == null || !r.due().isAfter(now))
                .toList();
        return (due.isEmpty() ? open : due)
                .stream().map(RecipientStatus::address).toList();
    }

    /** Whether an earlier attempt may have sent it. */
    boolean mayBeSent() {
        return before.stream().anyMatch(attempt -> attempt.outcome() instanceof Unknown);
    }

    /** The earlier attempts that may have sent it and that nobody has released. */
    List<Attempt> unknown() {
        return before.stream()
                .filter(attempt -> attempt.number() > released && attempt.outcome() instanceof Unknown)
                .toList();
    }

    /** The names of the providers that may have it, so that it must not go through them again. */
    Set<String> mayHaveIt() {
        return unknown().stream().map(Attempt::provider).collect(Collectors.toSet());
    }

    /** Whether a provider took it for some recipients already. */
    boolean isPartlySent() {
        return recipients.stream().anyMatch(recipient -> recipient.state() == State.SENT);
    }
}
