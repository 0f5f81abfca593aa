package io.mailsender.cli;

import io.mailsender.client.model.SuppressionImported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mail-sender suppressions import}. */
@Command(
        name = "import",
        description = {
            "Adds the addresses of a CSV file to the list, or those of a provider's own list.",
            "The file has a header row, in our words or in a vendor's, or only addresses. Lines that cannot be used are named, the others are kept."
        },
        sortOptions = false)
final class ImportSuppressionsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The file; - is the standard input.")
    private @Nullable String file;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Copy the list of this provider, for all mails; needs the scope admin.")
    private @Nullable String provider;

    @Option(
            names = "--scope",
            paramLabel = "KEY",
            description = "The scope of lines that name none, as in `mail-sender suppressions add`.")
    private @Nullable String scope;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "The reason of lines that name none (default: manual).")
    private @Nullable String reason;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        if ((file == null) == (provider == null)) {
            throw new ParameterException(spec.commandLine(), "give a FILE, - or --provider NAME");
        }
        String from = provider;
        byte[] csv = from == null ? read(String.valueOf(file)) : new byte[0];
        SuppressionImported answer = daemon.call(api ->
                from == null ? api.importSuppressions(csv, scope, reason) : api.importProviderSuppressions(from));
        if (daemon.json()) {
            daemon.printJson(answer);
        } else {
            daemon.out().println(answer.getImported() + " imported");
            if (answer.getErrors() != null) {
                answer.getErrors()
                        .forEach(error -> daemon.err()
                                .println(TerminalText.oneLine(error.getField() + ": " + error.getMessage())));
            }
        }
        if (answer.getRejected() > 0) {
            daemon.err().println("WARNING: " + answer.getRejected() + " lines could not be used");
            return ExitStatus.NOT_SENT;
        }
        return ExitStatus.SENT;
    }

    private byte[] read(String name) {
        try {
            return name.equals("-") ? StandardInput.bytes(System.in) : Files.readAllBytes(Path.of(name));
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "cannot read " + name + ": " + FileErrorText.of(e), e);
        }
    }
}
