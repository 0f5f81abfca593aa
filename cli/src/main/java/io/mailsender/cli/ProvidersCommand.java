package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender providers}. */
@Command(
        name = "providers",
        description = "Lists the providers in their order, with their health.",
        sortOptions = false)
final class ProvidersCommand implements Callable<Integer> {

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(MailSenderApi::providers);
        if (daemon.json()) {
            daemon.printJson(answer);
            return ExitStatus.SENT;
        }
        List<List<String>> rows = new ArrayList<>(List.of(List.of("PROVIDER", "KIND", "HEALTH", "LAST FAILURE")));
        answer.getProviders().forEach(provider -> rows.add(row(provider)));
        TextTable.print(rows, daemon.out());
        if (Boolean.TRUE.equals(answer.getTrial())) {
            daemon.out().println("Trial mode: there is no configuration file; mails are captured and not sent.");
        }
        return ExitStatus.SENT;
    }

    private static List<String> row(Provider provider) {
        String rest = provider.getRestsUntil() == null ? "" : " until " + provider.getRestsUntil();
        var failure = provider.getLastFailure();
        String last = failure == null ? "" : failure.getAt() + " " + failure.getOutcome() + ": " + failure.getMsg();
        return List.of(provider.getName(), provider.getKind(), provider.getHealth() + rest, last);
    }
}
