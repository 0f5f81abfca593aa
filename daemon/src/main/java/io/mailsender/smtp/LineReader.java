package io.mailsender.smtp;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects the bytes of one command line. A line feed ends it; a line that has no carriage return before that is refused, so that nothing
 * is executed that another server reads as a part of something else.
 */
final class LineReader {

    /** RFC 5321, section 4.5.3.1.4, with the line end. */
    static final int MAX_COMMAND = 512;

    /** Extensions make {@code MAIL} longer: SIZE by 26, 8BITMIME by 17, SMTPUTF8 by 10, AUTH by 500. */
    static final int MAX_MAIL = MAX_COMMAND + 26 + 17 + 10 + 500;

    /** RFC 4954, section 4. */
    static final int MAX_AUTH = 12_288;

    /** The rest of a longer line is not even discarded. */
    static final int MAX_DISCARDED = 65_536;

    private static final int TLS_HANDSHAKE = 0x16;
    private static final int FIRST = 128;
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int stored;
    private int received;
    private byte last;

    /**
     * Takes the bytes up to the end of the line.
     *
     * @param challenged whether the line is an answer to a challenge of {@code AUTH}
     * @return whether the line is complete
     */
    boolean read(ByteBuffer in, boolean challenged) {
        while (in.hasRemaining() && !isEndless() && !looksLikeTls()) {
            byte b = in.get();
            received++;
            if (b == '\n') {
                return true;
            }
            last = b;
            if (stored < limit(challenged)) {
                if (stored == bytes.length) {
                    grow();
                }
                bytes[stored++] = b;
            }
        }
        return false;
    }

    /** Whether the line is so long that its end is not worth waiting for. */
    boolean isEndless() {
        return received > MAX_DISCARDED;
    }

    /** Whether the client begins with TLS although the connection is in clear text (a handshake record, RFC 8446, section 5.1). */
    boolean looksLikeTls() {
        return stored > 0 && bytes[0] == TLS_HANDSHAKE;
    }

    /**
     * Returns the complete line without its end, and forgets it.
     *
     * @throws Rejection if it is too long, ends wrongly, is not UTF-8 or has control characters
     */
    String take(boolean challenged) {
        try {
            if (received > limit(challenged)) {
                throw new Rejection(500, "5.5.2", "Line too long");
            }
            if (last != '\r') {
                throw new Rejection(500, "5.5.2", "A line must end with CR LF");
            }
            return text();
        } finally {
            clear();
        }
    }

    /** Leaves nothing of the line in memory: it may have held a key. */
    void clear() {
        Arrays.fill(bytes, 0, stored, (byte) 0);
        if (bytes.length > MAX_COMMAND) {
            bytes = NOTHING;
        }
        stored = 0;
        received = 0;
        last = 0;
    }

    private String text() {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, stored - 1));
            for (int i = 0; i < text.length(); i++) {
                if (Character.isISOControl(text.charAt(i))) {
                    throw new Rejection(500, "5.5.2", "Control characters are not allowed in a command");
                }
            }
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new Rejection(500, "5.5.2", "A command must be ASCII or UTF-8");
        }
    }

    private int limit(boolean challenged) {
        if (challenged || startsWith('A', 'U', 'T', 'H')) {
            return MAX_AUTH;
        }
        return startsWith('M', 'A', 'I', 'L') ? MAX_MAIL : MAX_COMMAND;
    }

    private boolean startsWith(char... word) {
        for (int i = 0; i < word.length; i++) {
            if (i >= stored || (bytes[i] & ~0x20) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        byte[] larger = Arrays.copyOf(bytes, Math.max(FIRST, bytes.length * 2));
        Arrays.fill(bytes, (byte) 0);
        bytes = larger;
    }
}
