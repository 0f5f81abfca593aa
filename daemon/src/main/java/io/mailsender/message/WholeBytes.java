package io.mailsender.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Puts what is written into one array. What turns out to be large is written twice, the first time to be counted: an array that
 * grows is there three times in the end.
 */
public final class WholeBytes extends OutputStream {

    private static final int LARGE = 64 * 1024;

    private final ByteArrayOutputStream start = new ByteArrayOutputStream(4096);
    private byte[] whole = new byte[0];
    private int count;
    private boolean counted;

    private WholeBytes() {}

    /** Writes the same each time. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    public static byte[] of(Content content) {
        WholeBytes bytes = new WholeBytes();
        try {
            content.writeTo(bytes);
            if (bytes.count == bytes.start.size()) {
                return bytes.start.toByteArray();
            }
            bytes.begin();
            content.writeTo(bytes);
            return bytes.whole;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin() {
        whole = new byte[count];
        start.reset();
        count = 0;
        counted = true;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (counted) {
            System.arraycopy(bytes, offset, whole, count, length);
        } else if (count + length <= LARGE) {
            start.write(bytes, offset, length);
        }
        count += length;
    }
}
