package io.mailsender.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mail-sender keys}. */
@Command(
        name = "keys",
        description = "Creates, lists and revokes API keys; needs a key with the scope admin.",
        subcommands = {CreateKeyCommand.class, ListKeysCommand.class, RevokeKeyCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given; see mail-sender keys --help");
    }
}
