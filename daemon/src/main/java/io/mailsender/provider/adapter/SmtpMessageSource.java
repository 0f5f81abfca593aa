package io.mailsender.provider.adapter;

import java.io.IOException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bytes of a message, written when they are needed and dropped when its attempt ends: a listener may stay much longer. */
final class SmtpMessageSource {

    private @Nullable Function<Set<String>, SmtpForm> writer;
    private @Nullable Set<String> writtenFor;
    private @Nullable SmtpForm form;

    /** @param writer gets the extensions that the server offers */
    SmtpMessageSource(Function<Set<String>, SmtpForm> writer) {
        this.writer = writer;
    }

    /** ASCII, for every server. */
    SmtpMessageSource(Supplier<byte[]> bytes) {
        this(extensions -> SmtpForm.ascii(bytes.get()));
    }

    /**
     * @param extensions that the server offers, in capitals
     * @throws IOException if the attempt has ended
     */
    synchronized SmtpForm form(Set<String> extensions) throws IOException {
        SmtpForm written = form;
        if (written != null && extensions.equals(writtenFor)) {
            return written;
        }
        if (writer == null) {
            throw new IOException("the time is over");
        }
        // Another connection of the same attempt may lead to another server.
        writtenFor = Set.copyOf(extensions);
        form = writer.apply(extensions);
        return form;
    }

    synchronized void forget() {
        writer = null;
        form = null;
    }
}
