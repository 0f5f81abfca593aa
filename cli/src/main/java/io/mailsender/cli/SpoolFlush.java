package io.mailsender.cli;

import io.mailsender.cli.UploadResult.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sends the mails of a spool, oldest first. Each keeps its idempotency key, so that a mail whose answer was lost, or whose sending was
 * killed, is sent once. The daemon knows a key for 24 hours: if the first such attempt is older, the mail is kept as dead, because another
 * one could be a second mail.
 */
final class SpoolFlush {

    /** Shorter than the daemon's 24 hours by more than a clock may be wrong. */
    static final Duration KEY_LIFETIME = Duration.ofHours(23);

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Spool spool;
    private final MailSink sink;
    private final Clock clock;
    private final PrintWriter err;
    private int sent;
    private int dead;
    private @Nullable UploadResult failure;

    SpoolFlush(Spool spool, MailSink sink, Clock clock, PrintWriter err) {
        this.spool = spool;
        this.sink = sink;
        this.clock = clock;
        this.err = err;
    }

    int sent() {
        return sent;
    }

    /** How many mails will not be tried again. */
    int dead() {
        return dead;
    }

    /** Why the last mail that must wait could not be sent; {@code null} if none must wait. */
    @Nullable
    UploadResult failure() {
        return failure;
    }

    /**
     * Sends until the spool is empty, the daemon takes no more, or the time is up.
     *
     * @return false if another process is at it
     * @throws IOException if the spool cannot be read or changed
     */
    boolean run(Duration limit) throws IOException {
        Instant end = clock.instant().plus(limit);
        if (spool.waitingIds().isEmpty()) {
            return true;
        }
        return spool.exclusively(() -> {
            for (String id : spool.waitingIds()) {
                if (!clock.instant().isBefore(end) || !send(id)) {
                    return;
                }
            }
        });
    }

    /** False if the next mails would fare the same. */
    private boolean send(String id) throws IOException {
        SpooledMail mail;
        try {
            mail = spool.waiting(id).orElse(null);
        } catch (IOException e) {
            err.println(TerminalText.oneLine(
                    "mail-sender: cannot read " + spool.folder().resolve(id) + ": " + FileErrorText.of(e)));
            failure = UploadResult.unable("a file cannot be read");
            return true;
        }
        if (mail == null) {
            return true;
        }
        Instant now = clock.instant();
        Instant since = mail.uncertainSince();
        if (since != null && since.plus(KEY_LIFETIME).isBefore(now)) {
            bury(mail.because("it may have been sent at " + since + ", and the daemon cannot tell any more"));
            return true;
        }
        // Before the first byte leaves: this process may be killed at any time.
        SpooledMail begun = mail.uncertain(now);
        if (since == null) {
            spool.update(begun);
        }
        UploadResult result = sink.send(begun, TIMEOUT);
        switch (result.kind()) {
            case STORED -> {
                spool.remove(mail);
                sent++;
            }
            case REFUSED -> bury(mail.because(result.text()));
            case THIS_MAIL_LATER, EVERY_MAIL_LATER -> {
                spool.update((result.mayHaveArrived() ? begun : mail).because(result.text()));
                failure = result;
            }
        }
        return result.kind() != Kind.EVERY_MAIL_LATER;
    }

    private void bury(SpooledMail mail) throws IOException {
        spool.bury(mail);
        dead++;
        err.println(TerminalText.oneLine("mail-sender: the mail " + mail.id() + " to "
                + String.join(", ", mail.mail().recipients()) + " is not sent: " + mail.reason()
                + "; it is kept in " + spool.folder().resolve("dead")));
    }
}
