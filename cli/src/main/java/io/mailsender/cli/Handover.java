package io.mailsender.cli;

import io.mailsender.cli.UploadResult.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Hands mails to the daemon, or to the spool if the daemon does not take them now. */
final class Handover {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** For older mails, once the daemon has taken the new one: the caller waits. */
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final MailSink sink;
    private final Spool spool;
    private final Clock clock;
    private final PrintWriter err;
    private final Consumer<String> stored;

    /** @param stored is told the daemon's id of each mail */
    Handover(MailSink sink, Spool spool, Clock clock, PrintWriter err, Consumer<String> stored) {
        this.sink = sink;
        this.spool = spool;
        this.clock = clock;
        this.err = err;
        this.stored = stored;
    }

    /**
     * Hands in a mail, in parts if it has more recipients than a request may name.
     *
     * @return the exit status; {@link SysExit#OK} also for a mail in the spool
     */
    int handIn(PreparedMail mail) {
        int status = SysExit.OK;
        UploadResult last = null;
        for (List<String> recipients : parts(mail.recipients())) {
            Instant now = clock.instant();
            SpooledMail part = SpooledMail.create(new PreparedMail(mail.sender(), recipients, mail.bytes()), now);
            last = last != null && last.kind() == Kind.EVERY_MAIL_LATER
                    ? new UploadResult(last.kind(), false, last.status(), last.text())
                    : sink.send(part, TIMEOUT);
            int one = switch (last.kind()) {
                case STORED -> {
                    stored.accept(last.text());
                    yield SysExit.OK;
                }
                case REFUSED -> refused(part, last);
                case THIS_MAIL_LATER, EVERY_MAIL_LATER ->
                    spooled(last.mayHaveArrived() ? part.uncertain(now) : part, last);
            };
            status = status == SysExit.OK ? one : status;
        }
        if (last != null && last.kind() == Kind.STORED) {
            flush();
        }
        return status;
    }

    private static List<List<String>> parts(List<String> recipients) {
        List<List<String>> parts = new ArrayList<>();
        List<String> part = new ArrayList<>();
        // The sender is in the query, too.
        int length = 400;
        for (String recipient : recipients) {
            int more = MailUpload.queryLength(recipient);
            if (part.size() == MailUpload.MAX_RECIPIENTS || !part.isEmpty() && length + more > MailUpload.MAX_QUERY) {
                parts.add(part);
                part = new ArrayList<>();
                length = 400;
            }
            part.add(recipient);
            length += more;
        }
        parts.add(part);
        return parts;
    }

    private int refused(SpooledMail mail, UploadResult result) {
        String kept;
        try {
            spool.bury(mail.because(result.text()));
            kept = "; it is kept in " + spool.folder().resolve("dead");
        } catch (IOException e) {
            kept = "";
        }
        print("the daemon refuses the mail: " + result.text() + kept);
        return result.exitStatus();
    }

    private int spooled(SpooledMail mail, UploadResult result) {
        try {
            spool.add(mail.because(result.text()));
            print("the mail waits in " + spool.folder() + ": " + result.text());
            return SysExit.OK;
        } catch (IOException e) {
            print("the mail is not sent: " + result.text() + "; and it cannot wait: " + FileErrorText.of(e));
            return e instanceof NoSpoolException ? SysExit.CANNOT_CREATE : SysExit.TEMPORARY_FAILURE;
        }
    }

    /** The new mail is sent, so that no trouble with older ones fails the call. */
    private void flush() {
        try {
            new SpoolFlush(spool, sink, clock, err).run(FLUSH);
        } catch (IOException e) {
            print("cannot send the mails in " + spool.folder() + ": " + FileErrorText.of(e));
        }
    }

    private void print(String line) {
        err.println(TerminalText.oneLine("mail-sender: " + line));
    }
}
