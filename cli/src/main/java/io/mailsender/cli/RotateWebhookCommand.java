package io.mailsender.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender webhooks rotate}. */
@Command(
        name = "rotate",
        description = "Gives a webhook a new secret and prints it. For 24 hours the previous one signs, too.",
        sortOptions = false)
final class RotateWebhookCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The id in `mail-sender webhooks list`.")
    private String id = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        return SecretPrinter.print(daemon.call(api -> api.rotateWebhook(id, null)), daemon);
    }
}
