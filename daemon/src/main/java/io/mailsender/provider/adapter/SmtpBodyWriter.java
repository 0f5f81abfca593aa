package io.mailsender.provider.adapter;

import java.io.IOException;

/**
 * Writes the message after DATA (RFC 5321, section 4.5.2). It doubles a dot at the beginning of a line and ends every line with CR LF,
 * so that no server sees the end of the message too early.
 */
final class SmtpBodyWriter {

    private final SmtpWire wire;
    private final byte[] chunk = new byte[8192];
    private int length;

    SmtpBodyWriter(SmtpWire wire) {
        this.wire = wire;
    }

    /** Writes the message, except for the last bytes, which {@link #end()} writes. */
    void write(byte[] message) throws IOException {
        boolean atLineStart = true;
        byte previous = 0;
        for (byte b : message) {
            if (b == '\n' && previous == '\r') {
                previous = b;
                continue;
            }
            if (b == '\r' || b == '\n') {
                add('\r');
                add('\n');
                atLineStart = true;
            } else {
                if (b == '.' && atLineStart) {
                    add('.');
                }
                add(b);
                atLineStart = false;
            }
            previous = b;
        }
        if (!atLineStart) {
            add('\r');
            add('\n');
        }
    }

    /**
     * Writes the last bytes and the final dot with one call. If that throws, the kernel did not accept the last bytes, and a TLS record
     * is incomplete, so the server has not seen the dot.
     */
    void end() throws IOException {
        chunk[length++] = '.';
        chunk[length++] = '\r';
        chunk[length++] = '\n';
        wire.write(chunk, length);
    }

    private void add(int b) throws IOException {
        // Leaves room for the final dot.
        if (length == chunk.length - 3) {
            wire.write(chunk, length);
            length = 0;
        }
        chunk[length++] = (byte) b;
    }
}
