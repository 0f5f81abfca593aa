package io.mailsender.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads a mail from the standard input of sendmail, or after the DATA of {@code -bs}. */
final class MailInput {

    /** How the mail ends. */
    enum End {
        /** At the end of the input ({@code -i}). */
        OF_INPUT,
        /** At a line with a single dot, or at the end of the input. */
        DOT,
        /**
         * As in SMTP: at CR LF . CR LF, and nowhere else, because a caller that copies text from elsewhere escapes no other dot; a dot
         * after another CR LF is removed.
         */
        SMTP
    }

    /** Bytes; more than a daemon accepts. Endless input must end in an error before it fills the memory. */
    static final int MAX_SIZE = 64 << 20;

    private final InputStream in;

    MailInput(InputStream in) {
        this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in, 1 << 16);
    }

    /**
     * Returns the mail with CR LF at the end of each line. Programs write LF; a job's progress bar may write single CRs, which no mail may
     * contain (RFC 5322, section 2.3), so that each of them ends a line as well.
     *
     * @throws MailTooLargeException beyond {@link #MAX_SIZE}; with {@code End.SMTP} all of the mail has been read
     * @throws IOException if the input cannot be read; with {@code End.SMTP} also if it ends before the mail
     */
    byte[] read(End until) throws IOException {
        return new Text(until).read();
    }

    /** More bytes than {@link #MAX_SIZE}. */
    static final class MailTooLargeException extends IOException {

        MailTooLargeException() {
            super("the mail has more than " + (MAX_SIZE >> 20) + " MiB");
        }
    }

    private final class Text {

        private final ByteArrayOutputStream mail = new ByteArrayOutputStream(1 << 13);
        private final End until;
        private boolean tooLarge;
        private boolean afterCrLf = true;

        Text(End until) {
            this.until = until;
        }

        byte[] read() throws IOException {
            boolean more = true;
            while (more) {
                more = line() && (!tooLarge || until == End.SMTP);
            }
            if (tooLarge) {
                throw new MailTooLargeException();
            }
            return mail.toByteArray();
        }

        /** Reads a line; false at the end of the mail. */
        private boolean line() throws IOException {
            int first = in.read();
            if (first < 0) {
                return ended();
            }
            if (first != '.' || until == End.OF_INPUT || until == End.SMTP && !afterCrLf) {
                return rest(first);
            }
            int second = in.read();
            if (second < 0 && until == End.DOT) {
                return false;
            }
            if (second == '\n' && until == End.DOT) {
                return false;
            }
            if (second == '\r') {
                in.mark(1);
                if (in.read() == '\n') {
                    return false;
                }
                in.reset();
            }
            if (until == End.DOT) {
                add('.');
            }
            return rest(second);
        }

        private boolean ended() throws IOException {
            if (until == End.SMTP) {
                throw new IOException("the input ends before the mail");
            }
            return false;
        }

        /** Reads the line from this byte on; false if the input ends with it. */
        private boolean rest(int first) throws IOException {
            int b = first;
            while (b >= 0 && b != '\n' && b != '\r') {
                if (tooLarge && until != End.SMTP) {
                    return false;
                }
                add(b);
                b = in.read();
            }
            add('\r');
            add('\n');
            afterCrLf = false;
            if (b == '\r') {
                in.mark(1);
                afterCrLf = in.read() == '\n';
                if (!afterCrLf) {
                    in.reset();
                }
            }
            return b >= 0 || ended();
        }

        private void add(int b) {
            if (mail.size() < MAX_SIZE) {
                mail.write(b);
            } else {
                tooLarge = true;
            }
        }
    }
}
