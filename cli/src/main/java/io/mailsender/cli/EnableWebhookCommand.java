package io.mailsender.cli;

import io.mailsender.client.model.WebhookPatch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender webhooks enable}. */
@Command(
        name = "enable",
        description = "Enables a webhook that was disabled; what waited is delivered.",
        sortOptions = false)
final class EnableWebhookCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The id in `mail-sender webhooks list`.")
    private String id = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var enabled =
                daemon.call(api -> api.changeWebhook(id, new WebhookPatch().status(WebhookPatch.StatusEnum.ENABLED)));
        if (daemon.json()) {
            daemon.printJson(enabled);
        }
        return ExitStatus.SENT;
    }
}
