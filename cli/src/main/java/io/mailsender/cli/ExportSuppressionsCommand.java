package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender suppressions export}. */
@Command(
        name = "export",
        description = "Prints the whole list as CSV, in UTF-8. `mail-sender suppressions list --json` prints JSON.",
        sortOptions = false)
final class ExportSuppressionsCommand implements Callable<Integer> {

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        daemon.out().print(daemon.call(MailSenderApi::exportSuppressions));
        daemon.out().flush();
        if (daemon.out().checkError()) {
            throw new CommandFailedException(
                    ExitStatus.NOT_WRITTEN, "the list could not be written to the standard output.", null);
        }
        return ExitStatus.SENT;
    }
}
