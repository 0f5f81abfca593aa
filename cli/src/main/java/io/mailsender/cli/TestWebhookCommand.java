package io.mailsender.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender webhooks test}. */
@Command(
        name = "test",
        description = "Sends a test event; `mail-sender webhooks deliveries` shows what became of it.",
        sortOptions = false)
final class TestWebhookCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The id in `mail-sender webhooks list`.")
    private String id = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var delivery = daemon.call(api -> api.testWebhook(id));
        if (daemon.json()) {
            daemon.printJson(delivery);
        } else {
            daemon.out().println(TerminalText.oneLine(delivery.getId()));
        }
        return ExitStatus.SENT;
    }
}
