package io.mailsender.delivery;

import static io.mailsender.delivery.DeliveryStatus.CANCELLED;
import static io.mailsender.delivery.DeliveryStatus.FAILED;
import static io.mailsender.delivery.DeliveryStatus.QUEUED;
import static io.mailsender.delivery.DeliveryStatus.REJECTED;
import static io.mailsender.delivery.DeliveryStatus.SENDING;
import static io.mailsender.delivery.DeliveryStatus.SENT;
import static io.mailsender.delivery.DeliveryStatus.UNKNOWN;

import io.mailsender.common.Word;
import java.util.Set;
import java.util.TreeSet;

/** The events that change a message's status: who causes each, and between which statuses. */
public enum Transition {
    /** A node wrote the message to the store, for later or together with its first attempt. */
    ACCEPT(Actor.CALLER, Set.of(), Set.of(QUEUED, SENDING)),
    /** A node took the message because it is due, or took it over because the lease of another node ended. */
    CLAIM(Actor.NODE, Set.of(QUEUED, SENDING), Set.of(SENDING)),
    END_ROUND(Actor.NODE, Set.of(SENDING), Set.of(QUEUED, SENT, REJECTED, FAILED, UNKNOWN)),
    /** The message's content cannot be read, so it cannot be sent. */
    DISCARD(Actor.NODE, Set.of(QUEUED, SENDING), Set.of(FAILED)),
    /** The store confirmed the message too late: its caller was told that it was not accepted. */
    WITHDRAW(Actor.NODE, Set.of(QUEUED, SENDING), Set.of(FAILED)),
    CANCEL(Actor.CALLER, Set.of(QUEUED), Set.of(CANCELLED)),
    RESCHEDULE(Actor.CALLER, Set.of(QUEUED), Set.of(QUEUED)),
    /** Sends it again to the recipients who do not have it. */
    RESEND(Actor.CALLER, Set.of(SENT, REJECTED, FAILED, UNKNOWN, CANCELLED), Set.of(QUEUED)),
    /** The provider that may have an unknown message reports others, and not this one: a setting allows a marked copy. */
    RESEND_AFTER_SILENCE(Actor.NODE, Set.of(UNKNOWN), Set.of(QUEUED)),
    /** A person settles an unknown message. */
    RESOLVE(Actor.CALLER, Set.of(UNKNOWN), Set.of(SENT, FAILED)),
    /** The answer to an attempt came after its timeout, or the provider reported the message or was asked for it. */
    LATE_ANSWER(Actor.PROVIDER, Set.of(QUEUED, UNKNOWN), Set.of(QUEUED, SENT, REJECTED, UNKNOWN)),
    /** As {@link #LATE_ANSWER}, for a message that had ended as not sent. */
    LATE_SUCCESS(Actor.PROVIDER, Set.of(REJECTED, FAILED, CANCELLED), Set.of(SENT));

    /** Who causes an event. */
    public enum Actor {
        NODE,
        /** The caller, or a person with an API key. */
        CALLER,
        PROVIDER
    }

    private final Actor actor;
    private final Set<DeliveryStatus> from;
    private final Set<DeliveryStatus> to;

    Transition(Actor actor, Set<DeliveryStatus> from, Set<DeliveryStatus> to) {
        this.actor = actor;
        this.from = from;
        this.to = to;
    }

    public Actor actor() {
        return actor;
    }

    /** The statuses in which it can happen; empty if the message does not exist yet. */
    public Set<DeliveryStatus> from() {
        return new TreeSet<>(from);
    }

    /** The statuses that it can lead to. */
    public Set<DeliveryStatus> to() {
        return new TreeSet<>(to);
    }

    public boolean isAllowedIn(DeliveryStatus status) {
        return from.contains(status);
    }

    public String word() {
        return Word.of(this).replace('_', ' ');
    }

    /** @throws IllegalStateException if this event does not lead to the status, which is a bug */
    DeliveryStatus require(DeliveryStatus next) {
        if (!to.contains(next)) {
            throw new IllegalStateException("transition " + word() + " does not lead to status " + next.word());
        }
        return next;
    }
}
