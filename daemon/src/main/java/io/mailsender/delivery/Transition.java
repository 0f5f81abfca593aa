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

/** What moves a message from one status to another, who causes it, and between which statuses. */
public enum Transition {
    /** A node wrote it to the store, for later or together with the first attempt. */
    ACCEPT(Actor.CALLER, Set.of(), Set.of(QUEUED, SENDING)),
    /** A node took it because it is due, or took it over because the lease of another node ended. */
    CLAIM(Actor.NODE, Set.of(QUEUED, SENDING), Set.of(SENDING)),
    /** A round through the providers ended. */
    END_ROUND(Actor.NODE, Set.of(SENDING), Set.of(QUEUED, SENT, REJECTED, FAILED, UNKNOWN)),
    /** Its content cannot be read, so it cannot be sent. */
    DISCARD(Actor.NODE, Set.of(QUEUED, SENDING), Set.of(FAILED)),
    /** The store confirmed it too late: its caller was told that it was not accepted. */
    WITHDRAW(Actor.NODE, Set.of(QUEUED, SENDING), Set.of(FAILED)),
    CANCEL(Actor.CALLER, Set.of(QUEUED), Set.of(CANCELLED)),
    RESCHEDULE(Actor.CALLER, Set.of(QUEUED), Set.of(QUEUED)),
    /** To the recipients who do not have it. */
    RESEND(Actor.CALLER, Set.of(SENT, REJECTED, FAILED, UNKNOWN, CANCELLED), Set.of(QUEUED)),
    /** Settles an unknown message by what a person found out. */
    RESOLVE(Actor.CALLER, Set.of(UNKNOWN), Set.of(SENT, FAILED)),
    /** The answer to an attempt came after its timeout. */
    LATE_ANSWER(Actor.PROVIDER, Set.of(QUEUED, UNKNOWN), Set.of(QUEUED, SENT, REJECTED, UNKNOWN)),
    /** As {@link #LATE_ANSWER}, for a message that had ended without it. */
    LATE_SUCCESS(Actor.PROVIDER, Set.of(REJECTED, FAILED, CANCELLED), Set.of(SENT));

    /** Who causes an event. */
    public enum Actor {
        /** A daemon. */
        NODE,
        /** Who submitted the message, or a person with a key that may. */
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

    /** The statuses in which it may happen; empty for a message that does not exist yet. */
    public Set<DeliveryStatus> from() {
        return new TreeSet<>(from);
    }

    /** The statuses that a message may have afterwards. */
    public Set<DeliveryStatus> to() {
        return new TreeSet<>(to);
    }

    /** Whether it may happen in a status. */
    public boolean isAllowedIn(DeliveryStatus status) {
        return from.contains(status);
    }

    public String word() {
        return Word.of(this).replace('_', ' ');
    }

    /** @throws IllegalStateException if a message cannot get this status by this event: a bug */
    DeliveryStatus require(DeliveryStatus next) {
        if (!to.contains(next)) {
            throw new IllegalStateException(word() + " cannot make a message " + next.word());
        }
        return next;
    }
}
