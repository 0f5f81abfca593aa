package io.mailsender.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mail-sender webhooks}. */
@Command(
        name = "webhooks",
        description = "Manages webhooks; needs a key with the scope webhooks.",
        subcommands = {
            ListWebhooksCommand.class,
            AddWebhookCommand.class,
            RemoveWebhookCommand.class,
            EnableWebhookCommand.class,
            RotateWebhookCommand.class,
            TestWebhookCommand.class,
            WebhookDeliveriesCommand.class,
            ResendWebhookCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
final class WebhooksCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given; see mail-sender webhooks --help");
    }
}
