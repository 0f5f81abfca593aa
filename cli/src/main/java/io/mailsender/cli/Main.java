package io.mailsender.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
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
            "74:done, but the answer could not be written to the standard output",
            "75:not sent; try again later"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  MAIL_SENDER_URL          where the daemon is",
            "  MAIL_SENDER_API_KEY      the API key, where the daemon asks for one",
            "  MAIL_SENDER_CA_FILE      as --ca-file",
            "  MAIL_SENDER_CLIENT_CERT  as --client-cert",
            "  MAIL_SENDER_CLIENT_KEY   as --client-key"
        })
final class Main implements Runnable {

    private static final Pattern WORD = Pattern.compile("\\S++");

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-x", "--stacktrace"},
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of a failure.")
    private boolean stackTrace;

    public static void main(String[] args) {
        System.exit(run(writer(FileDescriptor.out), writer(FileDescriptor.err), args));
    }

    /** @return the exit status */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        Optional<String> mangled = Arrays.stream(args)
                .filter(arg -> arg.indexOf('\ufffd') >= 0 && !wereSo(args))
                .findFirst();
        if (mangled.isPresent()) {
            err.println("mail-sender: an argument is not UTF-8, or the locale is not: " + mangled.get());
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine().setOut(out).setErr(err).execute(AttachedValue.mark(args));
    }

    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                // A subject or a text may begin with @.
                .setExpandAtFiles(false)
                .registerConverter(String.class, AttachedValue::plain)
                .registerConverter(Path.class, argument -> Path.of(AttachedValue.plain(argument)))
                .registerConverter(AttachedFile.class, AttachedFile::parse)
                .registerConverter(HeaderField.class, HeaderField::parse)
                .registerConverter(OffsetDateTime.class, new InstantArgument())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler(Main::usage)
                .setExecutionExceptionHandler((e, command, parsed) -> main.fail(e, command));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See mail-sender --help");
    }

    /** UTF-8, whatever the locale says: the script before the jar sees to it that the two agree. */
    private static PrintWriter writer(FileDescriptor file) {
        return new PrintWriter(new FileOutputStream(file), true, StandardCharsets.UTF_8);
    }

    /** Whether the replacement character is the caller's own, and does not come from reading the arguments in a wrong encoding. */
    private static boolean wereSo(String... args) {
        try {
            String line = StandardInput.utf8(Files.readAllBytes(Path.of("/proc/self/cmdline")));
            return line.endsWith("\0" + String.join("\0", args) + "\0");
        } catch (IOException notLinux) {
            return false;
        }
    }

    private static int execute(ParseResult parsed) {
        int status = new CommandLine.RunLast().execute(parsed);
        CommandLine command = parsed.commandSpec().commandLine();
        if (status == ExitStatus.SENT && command.getOut().checkError()) {
            command.getErr().println("mail-sender: it is done, but the standard output cannot be written");
            return ExitStatus.NOT_WRITTEN;
        }
        return status;
    }

    private static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("mail-sender: " + shown(String.valueOf(e.getMessage())));
        if (String.valueOf(e.getMessage()).startsWith("Expected parameter for option")) {
            command.getErr().println("Where that is the value, write it as --name=VALUE.");
        }
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private int fail(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        if (stackTrace) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace, true));
            err.print(shown(trace.toString()));
        }
        if (e instanceof Failure failure) {
            err.println("mail-sender: " + shown(String.valueOf(failure.getMessage())));
            return failure.exitStatus();
        }
        err.println("mail-sender: " + shown(e.toString()) + (stackTrace ? "" : " (-x shows more)"));
        return ExitStatus.NOT_SENT;
    }

    /** Errors end up in the mails of cron and the logs of CI: without the user and the password of a URL. */
    private static String shown(String message) {
        return WORD.matcher(AttachedValue.plain(message)).replaceAll(word -> {
            String text = word.group();
            int authority = text.indexOf("//") + 2;
            int at = text.lastIndexOf('@');
            boolean secret = authority > 1 && at >= authority;
            return Matcher.quoteReplacement(secret ? text.substring(0, authority) + "***" + text.substring(at) : text);
        });
    }
}
