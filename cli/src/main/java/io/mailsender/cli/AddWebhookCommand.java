package io.mailsender.cli;

import io.mailsender.client.model.Webhook;
import io.mailsender.client.model.WebhookRequest;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mail-sender webhooks add}. */
@Command(name = "add", description = "Adds a webhook and prints the secret that signs its events.", sortOptions = false)
final class AddWebhookCommand implements Callable<Integer> {

    @Parameters(paramLabel = "URL", description = "Where events are posted to, such as https://example.com/hook.")
    private String url = "";

    @Option(
            names = "--event",
            paramLabel = "TYPE",
            split = ",",
            description = "Only this type, such as message.sent, or this group, such as 'recipient.*' (default: all).")
    private @Nullable List<String> events;

    @Option(
            names = "--for-key",
            paramLabel = "NAME",
            description = "Only messages of this API key; needs the scope admin, too.")
    private @Nullable String key;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        Webhook added = daemon.call(api ->
                api.addWebhook(new WebhookRequest().url(url).events(events).apiKey(key)));
        return SecretPrinter.print(added, daemon);
    }
}
