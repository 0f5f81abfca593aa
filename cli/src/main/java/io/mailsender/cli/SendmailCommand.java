package io.mailsender.cli;

import io.mailsender.cli.MailInput.End;
import io.mailsender.cli.MailInput.MailTooLargeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mail-sender sendmail}: the interface of sendmail, as callers of Postfix, Exim and msmtp use it. */
@Command(
        name = "sendmail",
        description = {
            "Reads a whole mail from the standard input, as sendmail does, and hands it to the daemon.",
            "While the daemon is away, the mail waits in a spool; the next call and `mail-sender flush` send it.",
            "The exit status is that of sysexits.h: 0 sent or in the spool, 64 wrong usage, 65 no or wrong address,",
            "69 refused, 73 no spool, 74 no input, 75 try again later. Options with two dashes must come first."
        },
        exitCodeOnInvalidInput = SysExit.USAGE,
        exitCodeOnExecutionException = SysExit.SOFTWARE,
        defaultValueProvider = SendmailSettings.class,
        sortOptions = false)
final class SendmailCommand implements Callable<Integer> {

    private static final Path ALIASES = Path.of("/etc/aliases");

    @Parameters(paramLabel = "RECIPIENT", arity = "0..*", description = "Who gets the mail: lists of addresses.")
    private List<String> recipients = List.of();

    @Option(names = "-t", description = "Send also to the addresses in the fields To, Cc and Bcc.")
    private boolean readHeader;

    @Option(names = "-i", description = "A line with a single dot does not end the mail.")
    private boolean ignoreDots;

    @Option(
            names = {"-f", "-r"},
            paramLabel = "ADDRESS",
            description = "The sender: the return path, and the field From if the mail has none.")
    private @Nullable String from;

    @Option(names = "-F", paramLabel = "NAME", description = "The sender's name, if the mail has no field From.")
    private @Nullable String displayName;

    @Option(
            names = "-b",
            paramLabel = "MODE",
            description = "s: speak SMTP on the standard input and output; p: list the spool, as mailq does;"
                    + " m: read a mail (default); i: nothing, as newaliases.")
    private String mode = "m";

    @Option(names = "-q", arity = "0..1", paramLabel = "TIME", description = "Send the mails in the spool.")
    private @Nullable String queue;

    @Option(names = "-v", description = "Print the daemon's id of the mail.")
    private boolean verbose;

    @Option(names = "-o", paramLabel = "OPTION", description = "i: like -i. Others, such as em and db, have no effect.")
    private List<String> options = List.of();

    @Option(
            names = {"-A", "-B", "-C", "-L", "-N", "-O", "-R", "-X", "-d", "-e", "-p"},
            paramLabel = "VALUE",
            description = "No effect; for callers of other programs.")
    private List<String> ignoredValues = List.of();

    @Option(
            names = {"-G", "-I", "-U", "-m", "-n"},
            description = "No effect; for callers of other programs.")
    private boolean[] ignored = {};

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description =
                    "The domain of names without one, such as root (default: /etc/mailname, else the host's name).")
    private @Nullable String domain;

    @Option(
            names = "--aliases",
            paramLabel = "FILE",
            description = "The addresses of names without a domain, in lines NAME: ADDRESS (default: /etc/aliases).")
    private @Nullable Path aliases;

    @Mixin
    private final SpoolOptions spoolOptions = new SpoolOptions();

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            return run();
        } catch (IOException e) {
            throw new CommandFailedException(SysExit.IO, "cannot read or change the spool: " + FileErrorText.of(e), e);
        }
    }

    private int run() throws IOException {
        Clock clock = Clock.systemUTC();
        Spool spool = spoolOptions.spool();
        if (mode.equals("p")) {
            SpoolList.print(SpoolList.of(spool), spool, daemon);
            return SysExit.OK;
        }
        if (mode.equals("i")) {
            return SysExit.OK;
        }
        if (!mode.equals("m") && !mode.equals("s")) {
            throw new ParameterException(
                    spec.commandLine(), "-b" + mode + " is not supported; use -bm, -bs, -bp or -bi");
        }
        MailSink sink = sink();
        if (queue != null && recipients.isEmpty() && !readHeader) {
            return flush(new SpoolFlush(spool, sink, clock, daemon.err()));
        }
        MailPreparation preparation = new MailPreparation(
                new LocalNames(aliasFile(), new MailDomain(domain)), SystemUser.name(), ZonedDateTime.now());
        Handover handover = new Handover(sink, spool, clock, daemon.err(), this::stored);
        return mode.equals("s") ? speakSmtp(preparation, handover) : handover.handIn(prepare(preparation));
    }

    private static int flush(SpoolFlush flush) throws IOException {
        flush.run(Duration.ofDays(1));
        UploadResult failure = flush.failure();
        return failure == null ? SysExit.OK : failure.exitStatus();
    }

    private int speakSmtp(MailPreparation preparation, Handover handover) {
        SmtpDialogue dialogue = new SmtpDialogue(
                System.in,
                System.out,
                (mail, sender, to) -> handover.handIn(preparation.prepare(mail, sender, displayName, to, false)));
        try {
            dialogue.run();
            return SysExit.OK;
        } catch (IOException e) {
            throw new CommandFailedException(SysExit.IO, "the dialogue ended early: " + e.getMessage(), e);
        }
    }

    private PreparedMail prepare(MailPreparation preparation) {
        boolean toTheEnd = ignoreDots || options.contains("i");
        try {
            byte[] mail = new MailInput(System.in).read(toTheEnd ? End.OF_INPUT : End.DOT);
            return preparation.prepare(mail, from, displayName, recipients, readHeader);
        } catch (AddressSyntaxException e) {
            throw new CommandFailedException(SysExit.DATA, String.valueOf(e.getMessage()), e);
        } catch (MailTooLargeException e) {
            throw new CommandFailedException(SysExit.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandFailedException(SysExit.IO, "the standard input cannot be read: " + e.getMessage(), e);
        }
    }

    private void stored(String id) {
        if (daemon.json()) {
            daemon.printJson(Map.of("id", id));
        } else if (verbose) {
            daemon.out().println(TerminalText.oneLine(id));
        }
    }

    /** With wrong settings the mails wait until somebody corrects them. */
    private MailSink sink() {
        String problem = ((SendmailSettings) spec.defaultValueProvider()).problem();
        if (problem != null) {
            return (mail, timeout) -> UploadResult.unable(problem);
        }
        try {
            return daemon.connectForMails();
        } catch (ParameterException e) {
            return (mail, timeout) -> UploadResult.unable(String.valueOf(e.getMessage()));
        }
    }

    private AliasFile aliasFile() {
        Path file = aliases == null ? ALIASES : aliases;
        if (aliases == null && !Files.exists(file)) {
            return AliasFile.none();
        }
        try {
            return AliasFile.read(file);
        } catch (IOException e) {
            daemon.err().println(TerminalText.oneLine("mail-sender: cannot read " + file + ": " + FileErrorText.of(e)));
            return AliasFile.none();
        }
    }
}
