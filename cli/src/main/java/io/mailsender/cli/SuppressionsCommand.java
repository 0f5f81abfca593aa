package io.mailsender.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mail-sender suppressions}. */
@Command(
        name = "suppressions",
        description = "Shows and changes the list of addresses that must not be mailed.",
        subcommands = {
            ListSuppressionsCommand.class,
            AddSuppressionsCommand.class,
            RemoveSuppressionCommand.class,
            ImportSuppressionsCommand.class,
            ExportSuppressionsCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
final class SuppressionsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given; see mail-sender suppressions --help");
    }
}
