package io.mailsender.cli;

import io.mailsender.client.model.SuppressionRequest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mail-sender suppressions add}. */
@Command(
        name = "add",
        description = {
            "Suppresses addresses: no mail is sent to them any more.",
            "An address that is on the list keeps the stronger reason and the later expiry."
        },
        sortOptions = false)
final class AddSuppressionsCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "ADDRESS",
            arity = "1..1000",
            converter = AddressArgument.class,
            description = "The addresses.")
    private List<String> addresses = List.of();

    @Option(
            names = "--scope",
            paramLabel = "KEY",
            description =
                    "Only for the mails of this API key; * for all mails (default: all mails with the scope admin, else those of the own key).")
    private @Nullable String scope;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description =
                    "hard_bounce, soft_bounces, complaint, unsubscribe, suppressed_at_provider or manual (default: manual).")
    private @Nullable String reason;

    @Option(names = "--text", paramLabel = "TEXT", description = "A note.")
    private @Nullable String text;

    @Option(
            names = "--expires",
            paramLabel = "INSTANT",
            description = "When they may be mailed again, such as 2030-01-31T08:00:00Z (default: never).")
    private @Nullable OffsetDateTime expires;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(api -> api.addSuppressions(new SuppressionRequest()
                .addresses(addresses)
                .scope(scope)
                .reason(reason == null ? null : SuppressionRequest.ReasonEnum.fromValue(reason))
                .text(text)
                .expires(expires)));
        if (daemon.json()) {
            daemon.printJson(answer);
        }
        return ExitStatus.SENT;
    }
}
