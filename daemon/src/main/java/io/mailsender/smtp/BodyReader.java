package io.mailsender.smtp;

import io.mailsender.memory.Budget.State;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message up to its end, which is exactly CR LF . CR LF, and removes the dots that the client added (RFC 5321, section 4.5.2). A
 * message with a fault is read to its end as well, but no longer kept.
 */
final class BodyReader {

    /** Memory is reserved for as many bytes at a time. */
    private static final int SLICE = 8192;

    private final BodyBuffer buffer;
    private final long cap;
    private Place place = Place.LINE_START;
    private @Nullable Fault fault;
    private long received;

    /**
     * @param declared the size that the client declared; 0 if it did not
     * @param granted called, in any thread, when memory is there that had to be waited for
     */
    BodyReader(SmtpLimits limits, long declared, Runnable granted) {
        cap = 2L * limits.maxSize();
        buffer = new BodyBuffer(limits, declared, granted);
    }

    /** What is wrong with a message, the first of several. */
    enum Fault {
        TOO_LARGE,
        NUL,
        BARE_LINE_END,
        NO_MEMORY
    }

    private enum Place {
        LINE_START,
        /** After a dot at the start of a line. */
        DOT,
        /** After a dot at the start of a line, and a carriage return. */
        DOT_CR,
        TEXT,
        CR,
        END
    }

    /** Takes bytes up to the end of the message; fewer while it waits for memory, or once there are far too many. */
    void read(ByteBuffer in) {
        while (in.hasRemaining() && place != Place.END && !isOverrun()) {
            int slice = (int) Math.min(Math.min(in.remaining(), SLICE), cap + 1 - received);
            if (fault == null && !reserve(slice)) {
                return;
            }
            int end = in.limit();
            in.limit(in.position() + slice);
            int before = in.position();
            while (in.hasRemaining() && place != Place.END) {
                step(in);
            }
            received += in.position() - before;
            in.limit(end);
        }
    }

    /** Whether the whole message was read. */
    boolean isComplete() {
        return place == Place.END;
    }

    /** Whether nothing is read until there is memory, or until {@link #giveUpMemory()}. */
    boolean waitsForMemory() {
        return buffer.state() == State.WAITING;
    }

    /** Whether the message is so large that its end is not worth waiting for. */
    boolean isOverrun() {
        return received > cap;
    }

    /** Octets received so far. */
    long received() {
        return received;
    }

    /** Waits for memory no longer: the rest of the message is read and dropped. */
    void giveUpMemory() {
        fail(Fault.NO_MEMORY);
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    /** Hands the message over, once, if it has no fault. Its memory stays claimed until {@link #release()}. */
    byte[] take() {
        return buffer.take();
    }

    /** Gives the memory back. May be called at any time. */
    void release() {
        buffer.release();
    }

    private boolean reserve(int bytes) {
        // One more for a carriage return that may have been the end's.
        State state = buffer.reserve(bytes + 1);
        if (state == State.NONE) {
            fail(Fault.NO_MEMORY);
        }
        return state != State.WAITING;
    }

    private void step(ByteBuffer in) {
        if (place == Place.TEXT) {
            text(in);
            return;
        }
        byte b = in.get();
        switch (place) {
            case LINE_START -> {
                if (b == '.') {
                    place = Place.DOT;
                } else {
                    keep(b);
                }
            }
            case DOT -> {
                if (b == '\r') {
                    place = Place.DOT_CR;
                } else {
                    keep(b);
                }
            }
            case DOT_CR -> {
                if (b == '\n') {
                    place = Place.END;
                } else {
                    fail(Fault.BARE_LINE_END);
                    append((byte) '\r');
                    keep(b);
                }
            }
            case CR -> {
                if (b == '\n') {
                    append(b);
                    place = Place.LINE_START;
                } else {
                    fail(Fault.BARE_LINE_END);
                    keep(b);
                }
            }
            case TEXT, END -> throw new IllegalStateException(place.name());
        }
    }

    /** A run of bytes up to one that means something. */
    private void text(ByteBuffer in) {
        int start = in.position();
        int end = in.limit();
        int i = start;
        while (i < end) {
            byte b = in.get(i);
            if (b == '\r' || b == '\n' || b == 0) {
                break;
            }
            i++;
        }
        if (i > start) {
            if (fault == null && !buffer.append(in, i - start)) {
                fail(Fault.TOO_LARGE);
            }
            in.position(i);
        }
        if (i < end) {
            keep(in.get());
        }
    }

    /** A byte that does not end the message. */
    private void keep(byte b) {
        if (b == '\n') {
            fail(Fault.BARE_LINE_END);
        } else if (b == 0) {
            fail(Fault.NUL);
        }
        append(b);
        place = b == '\r' ? Place.CR : Place.TEXT;
    }

    private void append(byte b) {
        if (fault == null && !buffer.append(b)) {
            fail(Fault.TOO_LARGE);
        }
    }

    private void fail(Fault why) {
        if (fault == null) {
            fault = why;
            buffer.release();
        }
    }
}
