package io.mailsender.provider.adapter;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bytes of a message, written when they are needed and dropped when its attempt ends: a listener may stay much longer. */
final class SmtpMessageSource {

    private @Nullable Supplier<byte[]> writer;
    private byte @Nullable [] bytes;

    /** @param writer called at most once */
    SmtpMessageSource(Supplier<byte[]> writer) {
        this.writer = writer;
    }

    /** @throws IOException if the attempt has ended */
    synchronized byte[] bytes() throws IOException {
        if (bytes == null) {
            if (writer == null) {
                throw new IOException("the time is over");
            }
            bytes = writer.get();
            writer = null;
        }
        return bytes;
    }

    synchronized void forget() {
        writer = null;
        bytes = null;
    }
}
