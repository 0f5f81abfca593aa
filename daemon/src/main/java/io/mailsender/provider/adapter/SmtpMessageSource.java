package io.mailsender.provider.adapter;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A mail as it goes over the wire, until its attempt is over: an attempt may listen on for long, and needs it no more. */
final class SmtpMessageSource {

    private @Nullable Supplier<byte[]> writer;
    private byte @Nullable [] bytes;

    /** @param writer writes it, once it is needed */
    SmtpMessageSource(Supplier<byte[]> writer) {
        this.writer = writer;
    }

    /** @throws IOException where the attempt is over */
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
