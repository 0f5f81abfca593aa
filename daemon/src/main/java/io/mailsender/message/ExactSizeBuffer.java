package io.mailsender.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Collects written bytes in one array of the exact size. Large content is written twice, the first time only to count it: a growing
 * array would need three times the memory in the end.
 */
public final class ExactSizeBuffer extends OutputStream {

    private static final int LARGE = 64 * 1024;

    private final ByteArrayOutputStream start = new ByteArrayOutputStream(4096);
    private byte[] whole = new byte[0];
    private int count;
    private boolean counted;

    private ExactSizeBuffer() {}

    /** Writes the same bytes on each call. */
    public interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    public static byte[] of(Source source) {
        ExactSizeBuffer buffer = new ExactSizeBuffer();
        try {
            source.writeTo(buffer);
            if (buffer.count == buffer.start.size()) {
                return buffer.start.toByteArray();
            }
            buffer.begin();
            source.writeTo(buffer);
            return buffer.whole;
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
