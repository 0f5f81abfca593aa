package io.mailsender.cli;

import io.mailsender.cli.ApiErrorTranslator.Repetition;
import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.model.BounceRequest;
import io.mailsender.client.model.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender bounce}: the end of a pipe in a mail server's alias. */
@Command(
        name = "bounce",
        description = {
            "Reads a bounce mail or a complaint from the standard input, and hands it to the daemon.",
            "For a pipe in a mail server's alias: the exit status is 75 if the mail server should try again, 0 also",
            "for a mail that reports nothing, such as an automatic reply. Needs a key with the scope events."
        },
        sortOptions = false)
final class BounceCommand implements Callable<Integer> {

    /** Bytes; what the daemon accepts. A bounce mail may hold the whole mail that came back. */
    private static final int MAX_SIZE = 10 << 20;

    @Parameters(paramLabel = "PROVIDER", description = "The provider in config.yml that sent the mails that come back.")
    private String provider = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        byte[] mail = read();
        try {
            var answer = daemon.connect()
                    .reportBounce(new BounceRequest().provider(provider).message(mail));
            if (daemon.json()) {
                daemon.printJson(answer);
            }
            return ExitStatus.SENT;
        } catch (ApiException e) {
            if (isAboutTheMail(e)) {
                // The alias gets other mail, too. A failure would make the mail server answer it with a bounce.
                daemon.err().println("ignored: the mail reports nothing about a mail");
                return ExitStatus.SENT;
            }
            // Everything else may pass: the mail server keeps the mail and tries again.
            CommandFailedException failure = daemon.failure(e, Repetition.HARMLESS);
            throw new CommandFailedException(ExitStatus.TRY_AGAIN_LATER, String.valueOf(failure.getMessage()), e);
        }
    }

    private static boolean isAboutTheMail(ApiException e) {
        return e.getCode() == 400
                && MailSender.problem(e).stream()
                        .map(Problem::getErrors)
                        .filter(Objects::nonNull)
                        .flatMap(List::stream)
                        .anyMatch(error -> error.getField().equals("message"));
    }

    private byte[] read() {
        try {
            byte[] mail = System.in.readNBytes(MAX_SIZE + 1);
            if (mail.length <= MAX_SIZE) {
                return mail;
            }
            throw new CommandFailedException(ExitStatus.NOT_SENT, "the mail has more than 10 MiB", null);
        } catch (IOException e) {
            throw new CommandFailedException(ExitStatus.TRY_AGAIN_LATER, "the standard input cannot be read", e);
        }
    }
}
