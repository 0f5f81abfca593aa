package io.mailsender.cli;

import io.mailsender.client.model.ProviderRest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code mail-sender providers rest}. */
@Command(
        name = "rest",
        description = {
            "Takes a provider out of use: it gets no further mail, not even if no other provider is left.",
            "All daemons of the store follow within seconds. Without a store it ends when the daemon stops."
        },
        sortOptions = false)
final class RestProviderCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The provider, as in mail-sender providers.")
    private String name = "";

    @ArgGroup
    private @Nullable End end;

    static final class End {

        @Option(
                names = "--for",
                required = true,
                paramLabel = "DURATION",
                converter = DurationArgument.class,
                description = "How long, such as 30m, 2h or 3d (default: until mail-sender providers resume).")
        private @Nullable Duration duration;

        @Option(
                names = "--until",
                required = true,
                paramLabel = "INSTANT",
                description = "Until when, such as 2030-01-31T08:00:00Z.")
        private @Nullable OffsetDateTime until;

        private @Nullable OffsetDateTime instant() {
            return duration == null ? until : OffsetDateTime.now(ZoneOffset.UTC).plus(duration);
        }
    }

    @Option(names = "--reason", paramLabel = "TEXT", description = "A note for other operators.")
    private @Nullable String reason;

    @ParentCommand
    private ProvidersCommand providers = new ProvidersCommand();

    @Override
    public Integer call() {
        DaemonOptions daemon = providers.daemon();
        OffsetDateTime until = end == null ? null : end.instant();
        var answer = daemon.call(
                api -> api.restProvider(name, new ProviderRest().until(until).reason(reason)));
        if (daemon.json()) {
            daemon.printJson(answer);
        } else {
            daemon.out().println(answer.getName() + ": " + answer.getHealth() + ProvidersCommand.rest(answer));
        }
        return ExitStatus.SENT;
    }
}
