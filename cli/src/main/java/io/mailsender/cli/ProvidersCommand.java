package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.model.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender providers}. */
@Command(
        name = "providers",
        description = "Lists the providers in the order in which they are asked, and how they are.",
        sortOptions = false)
final class ProvidersCommand implements Callable<Integer> {

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        try {
            var answer = daemon.connect().providers();
            if (daemon.json()) {
                daemon.printJson(answer);
            } else {
                List<List<String>> rows =
                        new ArrayList<>(List.of(List.of("PROVIDER", "KIND", "HEALTH", "LAST FAILURE")));
                answer.getProviders().forEach(provider -> rows.add(row(provider)));
                Text.printTable(rows, daemon.out());
                if (Boolean.TRUE.equals(answer.getTrial())) {
                    daemon.out()
                            .println("Trial mode: there is no configuration file; mails are kept, and none is sent.");
                }
            }
            return ExitStatus.SENT;
        } catch (ApiException e) {
            throw daemon.failure(e, Failure.Repeating.HARMLESS);
        }
    }

    private static List<String> row(Provider provider) {
        String rest = provider.getRestsUntil() == null ? "" : " until " + provider.getRestsUntil();
        var failure = provider.getLastFailure();
        String last = failure == null ? "" : failure.getAt() + " " + failure.getOutcome() + ": " + failure.getMsg();
        return List.of(provider.getName(), provider.getKind(), provider.getHealth() + rest, last);
    }
}
