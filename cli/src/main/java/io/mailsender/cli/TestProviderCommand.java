package io.mailsender.cli;

import io.mailsender.client.model.ProviderTest;
import io.mailsender.client.model.ProviderTestResult;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code mail-sender providers test}. */
@Command(
        name = "test",
        description = {
            "Sends a short mail through exactly this provider, also while it rests.",
            "The exit status is 0 if the provider took it, 75 if it may take it later, else 1; 70 if nobody knows."
        },
        sortOptions = false)
final class TestProviderCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The provider, as in mail-sender providers.")
    private String name = "";

    @Option(names = "--to", required = true, paramLabel = "ADDRESS", description = "Who gets the mail.")
    private String to = "";

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "The sender's address (default: that of the provider).")
    private @Nullable String from;

    @ParentCommand
    private ProvidersCommand providers = new ProvidersCommand();

    @Override
    public Integer call() {
        DaemonOptions daemon = providers.daemon();
        var answer = daemon.call(
                api -> api.testProvider(name, new ProviderTest().to(to).from(from)));
        if (daemon.json()) {
            daemon.printJson(answer);
        } else {
            answer.getAttempts()
                    .forEach(attempt -> daemon.out()
                            .println(attempt.getProvider() + ": " + attempt.getOutcome() + " ("
                                    + attempt.getStatusCode() + ") in " + attempt.getDurationMs() + " ms: "
                                    + attempt.getMsg()));
            if (answer.getMsg() != null) {
                daemon.out().println(answer.getProvider() + ": " + answer.getMsg());
            }
        }
        return exitStatus(answer);
    }

    private static int exitStatus(ProviderTestResult answer) {
        if ("sent".equals(answer.getStatus())) {
            return ExitStatus.SENT;
        }
        if (answer.getAttempts().stream().anyMatch(attempt -> "unknown".equals(attempt.getOutcome()))) {
            return ExitStatus.UNKNOWN;
        }
        return "rejected".equals(answer.getStatus()) ? ExitStatus.NOT_SENT : ExitStatus.TRY_AGAIN_LATER;
    }
}
