package io.mailsender.cli;

import io.mailsender.client.model.WebhookAttempt;
import io.mailsender.client.model.WebhookDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mail-sender webhooks deliveries}. */
@Command(name = "deliveries", description = "Lists the deliveries to a webhook, newest first.", sortOptions = false)
final class WebhookDeliveriesCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The id in `mail-sender webhooks list`.")
    private String id = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only deliveries in this state: pending, delivered or failed.")
    private @Nullable String state;

    @Option(names = "--limit", paramLabel = "N", description = "How many to list, at most 200 (default: 50).")
    private @Nullable Integer limit;

    @Option(
            names = "--cursor",
            paramLabel = "CURSOR",
            description = "Continue after the previous page, whose last line names the cursor.")
    private @Nullable String cursor;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(api -> api.webhookDeliveries(id, state, cursor, limit));
        if (daemon.json()) {
            daemon.printJson(answer);
            return ExitStatus.SENT;
        }
        List<List<String>> rows =
                new ArrayList<>(List.of(List.of("ID", "TYPE", "STATE", "CREATED", "ATTEMPTS", "LAST ANSWER")));
        answer.getDeliveries().forEach(delivery -> rows.add(row(delivery)));
        TextTable.print(rows, daemon.out());
        if (answer.getNext() != null) {
            daemon.err()
                    .println(TerminalText.oneLine(
                            "There are more deliveries; repeat the command with --cursor " + answer.getNext()));
        }
        return ExitStatus.SENT;
    }

    private static List<String> row(WebhookDelivery delivery) {
        List<WebhookAttempt> attempts = delivery.getAttempts();
        WebhookAttempt last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
        return List.of(
                delivery.getId(),
                delivery.getType(),
                delivery.getState(),
                delivery.getCreated().toInstant().toString(),
                String.valueOf(attempts.size()),
                last == null ? "" : last.getStatusCode() + (last.getMsg() == null ? "" : " " + last.getMsg()));
    }
}
