package io.mailsender.cli;

import java.io.PrintWriter;
import java.time.OffsetDateTime;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code mail-sender}. */
@Command(
        name = "mail-sender",
        description = "Sends mail through the Mail Sender daemon.",
        subcommands = {
            SendCommand.class,
            StatusCommand.class,
            MessagesCommand.class,
            CancelCommand.class,
            RescheduleCommand.class,
            ResendCommand.class,
            CloseCommand.class,
            ValidateCommand.class,
            ProvidersCommand.class,
            KeysCommand.class,
            GenerateCompletion.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:sent, accepted, or done",
            "1:not sent, or not done",
            "2:wrong usage",
            "70:unknown: it may have been sent",
            "75:not sent; try again later"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  MAIL_SENDER_URL       where the daemon is",
            "  MAIL_SENDER_API_KEY   the API key, where the daemon asks for one"
        })
final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-x", "--stacktrace"},
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of a failure.")
    private boolean stackTrace;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                // A subject or a text may begin with @.
                .setExpandAtFiles(false)
                .registerConverter(HeaderField.class, HeaderField::parse)
                .registerConverter(OffsetDateTime.class, new InstantArgument())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::usage)
                .setExecutionExceptionHandler((e, command, parsed) -> main.fail(e, command));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See mail-sender --help");
    }

    private static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("mail-sender: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private int fail(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        if (stackTrace) {
            e.printStackTrace(err);
        }
        if (e instanceof Failure failure) {
            err.println("mail-sender: " + failure.getMessage());
            return failure.exitStatus();
        }
        err.println("mail-sender: " + e + (stackTrace ? "" : " (-x shows more)"));
        return ExitStatus.NOT_SENT;
    }
}
