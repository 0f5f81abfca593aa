package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.model.ApiKey;
import io.mailsender.client.model.KeyRequest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mail-sender keys create}. */
@Command(
        name = "create",
        description = {
            "Makes an API key and prints it: this is the only time that it is shown.",
            "Where NAME has a key already, the new one takes over what no option says, and both work until one is revoked."
        },
        sortOptions = false)
final class CreateKeyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Whose it is, such as billing-app.")
    private String name = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = ",",
            description = "What for: send, validate, read, admin (default: the first three).")
    private @Nullable List<String> scopes;

    @Option(
            names = "--from-domain",
            paramLabel = "DOMAIN",
            split = ",",
            description = "The only domains that it may send from.")
    private @Nullable List<String> fromDomains;

    @Option(
            names = "--expires",
            paramLabel = "INSTANT",
            description = "From when on it opens nothing, such as 2030-01-31T08:00:00Z (default: never).")
    private @Nullable OffsetDateTime expires;

    @Option(
            names = "--limit",
            paramLabel = "WHAT=N/UNIT",
            split = ",",
            description =
                    "How much at each daemon: requests, messages, recipients or validations per s, m, h or d, such as messages=1000/h.")
    private @Nullable Map<String, String> limits;

    @Option(
            names = "--config",
            description = "Ask no daemon, and print what belongs into config.yml as well, on standard error.")
    private boolean config;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        return config ? configured() : stored();
    }

    private int configured() {
        ConfiguredKey made;
        try {
            made = new ConfiguredKey(name, scopes, fromDomains, expires == null ? null : expires.toInstant(), limits);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        String key = ConfiguredKey.random();
        daemon.out().println(key);
        requireWritten("nothing was made");
        daemon.err().println("Put this into config.yml, and restart the daemon:\n\n" + made.yaml(key));
        return ExitStatus.SENT;
    }

    private int stored() {
        try {
            ApiKey made = daemon.connect()
                    .createKey(new KeyRequest()
                            .name(name)
                            .scopes(scopes)
                            .fromDomains(fromDomains)
                            .expires(expires)
                            .limits(limits));
            if (daemon.json()) {
                daemon.printJson(made);
            } else {
                daemon.out().println(made.getKey());
            }
            requireWritten("nobody has it now. `mail-sender keys revoke " + made.getId() + "` removes it");
            if (!daemon.json()) {
                daemon.err()
                        .println("Its id is " + made.getId() + ", its scopes are " + String.join(", ", made.getScopes())
                                + ". The key is not shown again.");
            }
            return ExitStatus.SENT;
        } catch (ApiException e) {
            throw daemon.failure(e, Failure.Repeating.HARMLESS);
        }
    }

    private void requireWritten(String otherwise) {
        if (daemon.out().checkError()) {
            String message = "the key could not be written to the standard output; " + otherwise + ".";
            throw new Failure(ExitStatus.NOT_WRITTEN, message, null);
        }
    }
}
