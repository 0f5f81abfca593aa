package io.mailsender.cli;

import io.mailsender.client.model.WebhookResend;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mail-sender webhooks resend}. */
@Command(
        name = "resend",
        description = "Sends a delivery again, or all failed ones since a time. Prints their number.",
        sortOptions = false)
final class ResendWebhookCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ID", description = "The id in `mail-sender webhooks list`.")
    private String id = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DELIVERY",
            description = "The delivery's id in `mail-sender webhooks deliveries`.")
    private @Nullable String delivery;

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            description = "All failed deliveries since then, such as 2030-01-31T08:00:00Z.")
    private @Nullable OffsetDateTime since;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        if ((delivery == null) == (since == null)) {
            throw new ParameterException(spec.commandLine(), "give either a delivery or --since");
        }
        var answer = daemon.call(api -> delivery == null
                ? api.resendDeliveries(id, new WebhookResend().since(since))
                : api.resendDelivery(id, delivery));
        if (daemon.json()) {
            daemon.printJson(answer);
        } else {
            daemon.out().println(answer.getResent());
        }
        return ExitStatus.SENT;
    }
}
