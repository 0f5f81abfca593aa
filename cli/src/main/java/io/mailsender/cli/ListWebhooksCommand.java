package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.Webhook;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender webhooks list}. */
@Command(name = "list", description = "Lists the webhooks, oldest first.", sortOptions = false)
final class ListWebhooksCommand implements Callable<Integer> {

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(MailSenderApi::webhooks);
        if (daemon.json()) {
            daemon.printJson(answer);
            return ExitStatus.SENT;
        }
        List<List<String>> rows =
                new ArrayList<>(List.of(List.of("ID", "STATUS", "KEY", "EVENTS", "FAILING SINCE", "URL")));
        answer.getWebhooks().forEach(webhook -> rows.add(row(webhook)));
        TextTable.print(rows, daemon.out());
        return ExitStatus.SENT;
    }

    private static List<String> row(Webhook webhook) {
        return List.of(
                webhook.getId(),
                webhook.getStatus(),
                webhook.getApiKey() == null ? "(all)" : webhook.getApiKey(),
                webhook.getEvents() == null ? "(all)" : String.join(",", webhook.getEvents()),
                webhook.getFailingSince() == null
                        ? ""
                        : webhook.getFailingSince().toInstant().toString(),
                webhook.getUrl());
    }
}
