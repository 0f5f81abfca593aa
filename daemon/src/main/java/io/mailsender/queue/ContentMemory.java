package io.mailsender.queue;

import io.mailsender.memory.Budget;
import io.mailsender.memory.Budget.State;
import io.mailsender.message.MessageId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much memory the large mails have that are under way without a caller who waits for them. It is the same that requests have,
 * and the largest that does not fit waits in the same line. A mail that waits is on disk.
 */
final class ContentMemory {

    /** What is not longer is not counted: there are never more of them than may be under way. */
    private static final int LITTLE = 64 * 1024;

    private final Budget memory;
    /** Waits for the first mail that did not fit, or has what it waited for. */
    private Budget.@Nullable Claim next;

    ContentMemory(Budget memory) {
        this.memory = memory;
    }

    /** What a mail has of it; to be given back. */
    interface Share {
        Share NONE = () -> {};

        void give();
    }

    /** @return {@code null} where there is no room now */
    @Nullable
    Share now(long bytes) {
        if (bytes <= LITTLE) {
            return Share.NONE;
        }
        Budget.Claim claim = memory.claim(() -> {});
        if (claim.take(bytes) == State.HELD) {
            return claim::give;
        }
        claim.give();
        return null;
    }

    /** @param look told, in any thread, when it is worth to look at the queue again */
    Look look(Runnable look) {
        return new Look(look);
    }

    private synchronized Budget.@Nullable Claim take(long bytes, Runnable look) {
        Budget.Claim first = next;
        if (first != null && first.state() == State.WAITING) {
            return null;
        }
        next = null;
        if (first != null && first.amount() >= Math.min(bytes, memory.total())) {
            return first;
        }
        if (first != null) {
            first.give();
        }
        Budget.Claim claim = memory.claim(look);
        State state = claim.take(bytes);
        if (state == State.WAITING) {
            next = claim;
        }
        return state == State.HELD ? claim : null;
    }

    /** One look at what is due. */
    final class Look {

        private final Runnable again;
        private final Budget.@Nullable Claim before;
        private final Map<MessageId, Budget.Claim> taken = new HashMap<>();
        private @Nullable Priority left;

        private Look(Runnable again) {
            this.again = again;
            synchronized (ContentMemory.this) {
                before = next != null && next.state() == State.HELD ? next : null;
            }
        }

        /** Whether there is room for a message. */
        boolean takes(MessageId id, Priority priority, long bytes) {
            if (bytes <= LITTLE) {
                return true;
            }
            Budget.Claim claim = take(bytes, again);
            if (claim == null) {
                left = left == null ? priority : left;
                return false;
            }
            taken.put(id, claim);
            return true;
        }

        /** The highest priority of what there was no room for; {@code null} where there was for all. */
        @Nullable
        Priority left() {
            return left;
        }

        /** What a message that was taken has. */
        Share of(MessageId id) {
            Budget.Claim claim = taken.remove(id);
            return claim == null ? Share.NONE : claim::give;
        }

        /** Gives back what is not needed: for a message that could not be read, or one that waited and is gone. */
        void end() {
            taken.values().forEach(Budget.Claim::give);
            taken.clear();
            synchronized (ContentMemory.this) {
                if (before != null && before == next) {
                    next = null;
                    before.give();
                }
            }
        }
    }
}
