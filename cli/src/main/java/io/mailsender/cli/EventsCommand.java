package io.mailsender.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mail-sender events}. */
@Command(
        name = "events",
        description = "Shows whether providers report what became of mails, and tells vendors where to report.",
        subcommands = {ListEventSourcesCommand.class, RegisterEventsCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
final class EventsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given; see mail-sender events --help");
    }
}
