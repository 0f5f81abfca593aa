package io.mailsender.smtp;

import io.mailsender.memory.Budget;
import io.mailsender.memory.Budget.State;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of a message, and its claim on the memory. A small message needs no claim. */
final class BodyBuffer {

    private static final int FIRST = 4096;
    private static final byte[] NOTHING = {};

    private final int maxSize;
    private final Budget.Claim claim;
    private final int wanted;

    /** How many bytes may be kept now. */
    private int room;

    private byte[] bytes = NOTHING;
    private int length;

    BodyBuffer(SmtpLimits limits, long declared, Runnable granted) {
        maxSize = limits.maxSize();
        claim = limits.memory().claim(granted);
        room = Math.min(maxSize, limits.freeBytes());
        // A client may declare a little less than it sends (RFC 1870, section 5). One that did not mean it gets no more
        // than that.
        wanted = declared > room ? (int) Math.min(maxSize, declared + declared / 8 + FIRST) : maxSize;
    }

    /** Whether memory is claimed, as {@link Budget.Claim#state()}. */
    State state() {
        return claim.state();
    }

    /**
     * Claims memory if more bytes need it.
     *
     * @return WAITING if it is not there yet; NONE if it is refused; HELD if bytes can be appended, be it within the free bytes
     */
    State reserve(int more) {
        if ((long) length + more <= room || room >= wanted) {
            return State.HELD;
        }
        State state = claim.take(wanted);
        if (state == State.HELD) {
            room = wanted;
        }
        return state;
    }

    /** @return whether there is room for it */
    boolean append(byte b) {
        if (length == room) {
            return false;
        }
        grow(1);
        bytes[length++] = b;
        return true;
    }

    /** Appends the next bytes of a buffer. @return whether there is room for them */
    boolean append(ByteBuffer in, int count) {
        if (count > room - length) {
            return false;
        }
        grow(count);
        in.get(in.position(), bytes, length, count);
        length += count;
        return true;
    }

    /** Hands the bytes over. The claim stays. */
    byte[] take() {
        byte[] taken = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        bytes = NOTHING;
        return taken;
    }

    void release() {
        bytes = NOTHING;
        length = 0;
        claim.give();
    }

    private void grow(int more) {
        int needed = length + more;
        if (needed > bytes.length) {
            long doubled = Math.max(FIRST, 2L * bytes.length);
            // A claimed size is about the size of the message.
            boolean known = room == wanted && wanted < maxSize;
            bytes = Arrays.copyOf(bytes, (int) Math.min(room, Math.max(needed, known ? room : doubled)));
        }
    }
}
