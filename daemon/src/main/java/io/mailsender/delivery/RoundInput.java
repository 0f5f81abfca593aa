package io.mailsender.delivery;

import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a round starts from.
 *
 * @param recipients all recipients, with their state after earlier rounds
 * @param before the attempts of earlier rounds
 * @param released the number of the last attempt before a person resent the message; unknown attempts up to it restrict nothing
 * @param possibleDuplicate whether an earlier round sent a copy of a message that may have been sent
 * @param started when the first round was due; the time to give up counts from here
 * @param rounds the earlier rounds that count for the backoff
 * @param retryMode whether the message is retried after this round
 */
public record RoundInput(
        Message message,
        List<RecipientStatus> recipients,
        OnUnknown onUnknown,
        List<Attempt> before,
        int released,
        boolean possibleDuplicate,
        Instant started,
        int rounds,
        RetryMode retryMode) {

    public enum RetryMode {
        /** The message is not stored. */
        NEVER,
        /**
         * Only if a provider took the message for other recipients, or if a mailbox asks to try later. Otherwise the message fails, as
         * its caller waits for the result and can decide.
         */
        FOR_RECIPIENTS,
        /** Until the time to give up. */
        ALWAYS
    }

    public RoundInput {
        recipients = List.copyOf(recipients);
        before = List.copyOf(before);
    }

    public static RoundInput first(Message message, OnUnknown onUnknown, Instant started, RetryMode retryMode) {
        List<RecipientStatus> all = message.destination().addresses().stream()
                .map(RecipientStatus::pending)
                .toList();
        return first(message, all, onUnknown, started, retryMode);
    }

    /** @param recipients all of them; the suppressed ones are left out */
    public static RoundInput first(
            Message message,
            List<RecipientStatus> recipients,
            OnUnknown onUnknown,
            Instant started,
            RetryMode retryMode) {
        return new RoundInput(message, recipients, onUnknown, List.of(), 0, false, started, 0, retryMode);
    }

    /** The open recipients that are due; all open ones if none is due. */
    List<EmailAddress> due(Instant now) {
        List<RecipientStatus> open =
                recipients.stream().filter(RecipientStatus::isOpen).toList();
        List<RecipientStatus> due = open.stream()
                .filter(r -> r.due() == null || !r.due().isAfter(now))
                .toList();
        return (due.isEmpty() ? open : due)
                .stream().map(RecipientStatus::address).toList();
    }

    /** The earlier attempts that are unknown and not released. */
    List<Attempt> unknown() {
        return before.stream()
                .filter(attempt -> attempt.number() > released && attempt.isUnknown())
                .toList();
    }

    /** The names of the providers that may already have the message, and must not get it again. */
    Set<String> excludedProviders() {
        return unknown().stream().map(Attempt::provider).collect(Collectors.toSet());
    }

    /**
     * The unknown attempts since a person last resent the message, if nothing else was tried since, and if they had the recipients that
     * are still open: then they can be repeated or looked up. Not if one of these is suppressed by now: a repeat would be another mail
     * with the same idempotency key.
     */
    List<Attempt> inDoubt() {
        List<Attempt> since =
                before.stream().filter(attempt -> attempt.number() > released).toList();
        boolean isOneCopy = since.stream()
                .allMatch(attempt -> attempt.isUnknown()
                        && attempt.provider().equals(since.get(0).provider())
                        && isForOpen(attempt));
        return isOneCopy && !isPartlySent() ? since : List.of();
    }

    private boolean isForOpen(Attempt attempt) {
        List<Integer> positions = attempt.positions();
        if (positions == null) {
            return recipients.stream().noneMatch(recipient -> recipient.state() == State.SUPPRESSED);
        }
        return IntStream.range(0, recipients.size())
                .allMatch(i -> recipients.get(i).isOpen() == (positions.isEmpty() || positions.contains(i)));
    }

    /** The recipients who still have to get the message, due or not. */
    List<EmailAddress> open() {
        return recipients.stream()
                .filter(RecipientStatus::isOpen)
                .map(RecipientStatus::address)
                .toList();
    }

    /** The positions of some recipients in the message, from 0; empty for all of them. */
    List<Integer> positions(Collection<EmailAddress> some) {
        return some.size() == recipients.size()
                ? List.of()
                : IntStream.range(0, recipients.size())
                        .filter(i -> some.contains(recipients.get(i).address()))
                        .boxed()
                        .toList();
    }

    /** Whether a provider took the message for some recipients. */
    boolean isPartlySent() {
        return recipients.stream().anyMatch(RecipientStatus::isSent);
    }
}
