package io.mailsender.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mail-sender messages export}. */
@Command(
        name = "export",
        description = "Prints the mails as CSV, in UTF-8: a row for each recipient. Prints all of them or none.",
        sortOptions = false)
final class ExportMessagesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final MessageFilterOptions filter = new MessageFilterOptions();

    @ParentCommand
    private MessagesCommand messages = new MessagesCommand();

    @Override
    public Integer call() {
        BulkOptions.requireFiltersBehind(spec);
        DaemonOptions daemon = messages.daemon();
        daemon.out().print(daemon.call(filter::export));
        daemon.out().flush();
        if (daemon.out().checkError()) {
            throw new CommandFailedException(
                    ExitStatus.NOT_WRITTEN, "the mails could not be written to the standard output.", null);
        }
        return ExitStatus.SENT;
    }
}
