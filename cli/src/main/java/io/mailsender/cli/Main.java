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
import java.util.List;
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
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code mail-sender}. */
@Command(
        name = "mail-sender",
        description = "Sends mail through the Mail Sender daemon.",
        subcommands = {
            SendCommand.class,
            SendmailCommand.class,
            FlushCommand.class,
            StatusCommand.class,
            MessagesCommand.class,
            ContentCommand.class,
            SourceCommand.class,
            CancelCommand.class,
            RescheduleCommand.class,
            ResendCommand.class,
            CloseCommand.class,
            ValidateCommand.class,
            OverviewCommand.class,
            QueueCommand.class,
            ProvidersCommand.class,
            DoctorCommand.class,
            EventsCommand.class,
            BounceCommand.class,
            KeysCommand.class,
            AuditCommand.class,
            SuppressionsCommand.class,
            WebhooksCommand.class,
            GenerateCompletion.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:sent, accepted, or done",
            "1:not sent, or not done",
            "2:wrong usage",
            "70:unknown: the mail may have been sent",
            "74:done, but the answer could not be written to the standard output",
            "75:not sent; try again later"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  MAIL_SENDER_URL          the daemon's URL, like --url",
            "  MAIL_SENDER_API_KEY      the API key, if the daemon requires one",
            "  MAIL_SENDER_CA_FILE      like --ca-file",
            "  MAIL_SENDER_CLIENT_CERT  like --client-cert",
            "  MAIL_SENDER_CLIENT_KEY   like --client-key"
        })
final class Main implements Runnable {

    private static final Pattern WORD = Pattern.compile("\\S++");

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-x", "--stacktrace"},
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of an error.")
    private boolean stackTrace;

    public static void main(String[] args) {
        System.exit(run(writer(FileDescriptor.out), writer(FileDescriptor.err), args));
    }

    /** @return the exit status */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        Optional<String> mangled = Arrays.stream(args)
                .filter(arg -> arg.indexOf('\ufffd') >= 0 && !areOriginal(args))
                .findFirst();
        if (mangled.isPresent()) {
            err.println("mail-sender: an argument is not UTF-8, or the locale is not a UTF-8 locale: " + mangled.get());
            return args[0].equals("sendmail") ? SysExit.USAGE : CommandLine.ExitCode.USAGE;
        }
        String[] line;
        try {
            line = args.length > 0 && args[0].equals("sendmail") ? SendmailArguments.forPicocli(args) : args;
        } catch (IllegalArgumentException e) {
            printError(String.valueOf(e.getMessage()), err);
            return SysExit.USAGE;
        }
        if (!SendmailArguments.areUsual(line)) {
            return commandLine().setOut(out).setErr(err).execute(AttachedValue.mark(line));
        }
        // Without the other commands, which picocli would read first: programs wait for sendmail.
        return configured(new CommandLine(new SendmailCommand()), new Main())
                .setOut(out)
                .setErr(err)
                .execute(AttachedValue.mark(Arrays.copyOfRange(line, 1, line.length)));
    }

    static CommandLine commandLine() {
        Main main = new Main();
        return configured(new CommandLine(main), main);
    }

    private static CommandLine configured(CommandLine line, Main main) {
        return line
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
        throw new ParameterException(spec.commandLine(), "no command given; see mail-sender --help");
    }

    /** In UTF-8; the script before the jar sets a UTF-8 locale. */
    private static PrintWriter writer(FileDescriptor file) {
        return new PrintWriter(new FileOutputStream(file), true, StandardCharsets.UTF_8);
    }

    /** Whether the arguments are what the caller passed: a replacement character can also come from decoding them wrongly. */
    private static boolean areOriginal(String... args) {
        try {
            String line = Utf8Decoder.decode(Files.readAllBytes(Path.of("/proc/self/cmdline")));
            return line.endsWith("\0" + String.join("\0", args) + "\0");
        } catch (IOException notLinux) {
            return false;
        }
    }

    private static int execute(ParseResult parsed) {
        int status = new CommandLine.RunLast().execute(parsed);
        CommandLine command = parsed.commandSpec().commandLine();
        if (status == ExitStatus.SENT && command.getOut().checkError()) {
            command.getErr()
                    .println(
                            "mail-sender: the command is done, but the answer could not be written to the standard output");
            return ExitStatus.NOT_WRITTEN;
        }
        return status;
    }

    private static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        printError(e.getMessage() + hint(e), command.getErr());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String hint(ParameterException e) {
        if (String.valueOf(e.getMessage()).startsWith("Expected parameter for option")) {
            return "; if that is the value, write --name=VALUE";
        }
        List<String> similar =
                e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
    }

    private int fail(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        if (stackTrace) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace, true));
            err.print(withoutSecrets(trace.toString()));
        }
        if (e instanceof CommandFailedException failure) {
            printError(String.valueOf(failure.getMessage()), err);
            return failure.exitStatus();
        }
        printError(e + (stackTrace ? "" : " (-x prints the stack trace)"), err);
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static void printError(String message, PrintWriter err) {
        err.println(TerminalText.oneLine("mail-sender: " + withoutSecrets(message)));
    }

    /** Masks the user and the password of URLs: errors end up in the mails of cron and the logs of CI. */
    private static String withoutSecrets(String message) {
        return WORD.matcher(AttachedValue.plain(message)).replaceAll(word -> {
            String text = word.group();
            int authority = text.indexOf("//") + 2;
            int at = text.lastIndexOf('@');
            boolean secret = authority > 1 && at >= authority;
            return Matcher.quoteReplacement(secret ? text.substring(0, authority) + "***" + text.substring(at) : text);
        });
    }
}
