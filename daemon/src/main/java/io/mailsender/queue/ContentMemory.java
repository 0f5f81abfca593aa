package io.mailsender.queue;

import io.mailsender.memory.Budget;
import io.mailsender.memory.Budget.State;
import io.mailsender.message.MessageId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory for large messages that are sent while no caller waits. It is part of the same budget as the memory of requests, and the
 * first message that does not fit waits in the same line. Messages that wait stay on disk.
 */
final class ContentMemory {

    private final Budget memory;
    /** The claim that waits for the first message that did not fit, or that was granted since. */
    private Budget.@Nullable Claim next;

    ContentMemory(Budget memory) {
        this.memory = memory;
    }

    /** The memory of one message. */
    interface Share {
        Share NONE = () -> {};

        void release();
    }

    /** @return {@code null} if there is not enough memory now */
    @Nullable
    Share tryAcquire(long bytes) {
        if (bytes <= Budget.FREE_BYTES) {
            return Share.NONE;
        }
        Budget.Claim claim = memory.claim(() -> {});
        if (claim.take(bytes) == State.HELD) {
            return claim::give;
        }
        claim.give();
        return null;
    }

    /** @param onMemory called, in any thread, when there is memory for a message that a poll skipped */
    Poll poll(Runnable onMemory) {
        return new Poll(onMemory);
    }

    private synchronized Budget.@Nullable Claim claim(long bytes, Runnable onMemory) {
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
        Budget.Claim claim = memory.claim(onMemory);
        State state = claim.take(bytes);
        if (state == State.WAITING) {
            next = claim;
        }
        return state == State.HELD ? claim : null;
    }

    /** Reserves memory for the messages that one poll of the store selects. */
    final class Poll {

        private final Runnable onMemory;
        private final Budget.@Nullable Claim granted;
        private final Map<MessageId, Budget.Claim> reserved = new HashMap<>();
        private @Nullable Priority skipped;

        private Poll(Runnable onMemory) {
            this.onMemory = onMemory;
            synchronized (ContentMemory.this) {
                granted = next != null && next.state() == State.HELD ? next : null;
            }
        }

        /** @return whether there is enough memory for the message */
        boolean tryReserve(MessageId id, Priority priority, long bytes) {
            if (bytes <= Budget.FREE_BYTES) {
                return true;
            }
            Budget.Claim claim = claim(bytes, onMemory);
            if (claim == null) {
                skipped = skipped == null ? priority : skipped;
                return false;
            }
            reserved.put(id, claim);
            return true;
        }

        /** The highest priority of the messages that did not fit; {@code null} if all did. */
        @Nullable
        Priority skipped() {
            return skipped;
        }

        /** The memory that was reserved for a message. */
        Share shareOf(MessageId id) {
            Budget.Claim claim = reserved.remove(id);
            return claim == null ? Share.NONE : claim::give;
        }

        /** Releases memory that is not needed: of messages that could not be read, or of one that waited and is gone. */
        void end() {
            reserved.values().forEach(Budget.Claim::give);
            reserved.clear();
            synchronized (ContentMemory.this) {
                if (granted != null && granted == next) {
                    next = null;
                    granted.give();
                }
            }
        }
    }
}
