package io.mailsender.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender webhooks remove}. */
@Command(name = "remove", description = "Removes a webhook. What waits for it is not delivered.", sortOptions = false)
final class RemoveWebhookCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The id in `mail-sender webhooks list`.")
    private String id = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        daemon.call(api -> {
            api.removeWebhook(id);
            return id;
        });
        return ExitStatus.SENT;
    }
}
