package io.mailsender.provider.adapter;

import java.io.IOException;

/**
 * Writes a message as DATA wants it (RFC 5321, section 4.5.2): a dot that begins a line is doubled, and only CR LF ends a line, so
 * that no server can see the end of the message elsewhere.
 */
final class SmtpBodyWriter {

    private final SmtpWire wire;
    private final byte[] chunk = new byte[8192];
    private int length;

    SmtpBodyWriter(SmtpWire wire) {
        this.wire = wire;
    }

    /** Writes all but the last bytes, which wait for {@link #end()}. */
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
     * Writes the rest and the final dot in one go: where it throws, the kernel did not accept its last bytes, and in TLS the record
     * stays incomplete, so the server has seen no dot.
     */
    void end() throws IOException {
        chunk[length++] = '.';
        chunk[length++] = '\r';
        chunk[length++] = '\n';
        wire.write(chunk, length);
    }

    private void add(int b) throws IOException {
        // Three bytes are kept for the end.
        if (length == chunk.length - 3) {
            wire.write(chunk, length);
            length = 0;
        }
        chunk[length++] = (byte) b;
    }
}
