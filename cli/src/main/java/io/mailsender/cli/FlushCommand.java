package io.mailsender.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code mail-sender flush}. */
@Command(
        name = "flush",
        description = {
            "Sends the mails that `mail-sender sendmail` keeps while the daemon is away.",
            "The exit status is 0 if no mail waits any more, 65 if the daemon refused one, 75 if some must wait,",
            "77 if the daemon does not take the API key."
        },
        exitCodeOnExecutionException = SysExit.SOFTWARE,
        defaultValueProvider = SendmailSettings.class,
        sortOptions = false)
final class FlushCommand implements Callable<Integer> {

    /** How long to wait for another process that sends the mails. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(names = "--list", description = "List the mails and send none.")
    private boolean list;

    @Option(
            names = "--retry",
            description = "Send also the mails that the daemon has refused, or that may have been sent already.")
    private boolean retry;

    @Mixin
    private final SpoolOptions spoolOptions = new SpoolOptions();

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        Spool spool = spoolOptions.spool();
        try {
            return list ? list(spool) : flush(spool);
        } catch (IOException e) {
            throw new CommandFailedException(
                    SysExit.IO, "cannot read or change " + spool.folder() + ": " + FileErrorText.of(e), e);
        }
    }

    private int flush(Spool spool) throws IOException {
        if (retry) {
            for (String id : spool.deadIds()) {
                Optional<SpooledMail> mail = spool.dead(id);
                if (mail.isPresent()) {
                    spool.revive(mail.get().forgotten());
                }
            }
        }
        SpoolFlush flush = new SpoolFlush(spool, connect(), Clock.systemUTC(), daemon.err());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!flush.run(Duration.ofDays(1))) {
            if (System.nanoTime() > end) {
                throw new CommandFailedException(
                        SysExit.TEMPORARY_FAILURE, "another process is sending the mails in " + spool.folder(), null);
            }
            sleep();
        }
        int left = spool.waitingIds().size();
        print(flush, left);
        UploadResult failure = flush.failure();
        if (failure != null) {
            return failure.exitStatus();
        }
        return flush.dead() > 0 ? SysExit.DATA : SysExit.OK;
    }

    private MailSink connect() {
        try {
            return daemon.connectForMails();
        } catch (ParameterException e) {
            throw new CommandFailedException(SysExit.CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
    }

    private void print(SpoolFlush flush, int left) {
        UploadResult failure = flush.failure();
        if (daemon.json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("sent", flush.sent());
            answer.put("dead", flush.dead());
            answer.put("waiting", left);
            answer.put("reason", failure == null ? null : failure.text());
            daemon.printJson(answer);
            return;
        }
        if (flush.sent() > 0 || left == 0 && flush.dead() == 0) {
            daemon.out().println("sent: " + flush.sent());
        }
        if (failure != null) {
            daemon.err().println(TerminalText.oneLine("mail-sender: waiting: " + left + "; " + failure.text()));
        }
    }

    private int list(Spool spool) throws IOException {
        SpoolList.print(SpoolList.of(spool), spool, daemon);
        return SysExit.OK;
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(SysExit.TEMPORARY_FAILURE, "interrupted", e);
        }
    }
}
