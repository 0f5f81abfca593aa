package io.mailsender.cli;

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
            "Creates an API key and prints it. It is not shown again.",
            "If NAME already has a key, the new one copies its settings unless an option says otherwise; both work until one is revoked."
        },
        sortOptions = false)
final class CreateKeyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The caller's name, such as billing-app.")
    private String name = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = ",",
            description =
                    "What it allows: send, validate, read, admin, ignore_suppression (default: send, validate, read).")
    private @Nullable List<String> scopes;

    @Option(
            names = "--from-domain",
            paramLabel = "DOMAIN",
            split = ",",
            description = "Restrict the sender address to this domain.")
    private @Nullable List<String> fromDomains;

    @Option(
            names = "--route",
            paramLabel = "ROUTE",
            split = ",",
            description = "Allow its mails to name this route; * for all (default: none).")
    private @Nullable List<String> routes;

    @Option(
            names = "--expires",
            paramLabel = "INSTANT",
            description = "When it expires, such as 2030-01-31T08:00:00Z (default: never).")
    private @Nullable OffsetDateTime expires;

    @Option(
            names = "--limit",
            paramLabel = "WHAT=N/UNIT",
            split = ",",
            description =
                    "Limit requests, messages, recipients or validations per s, m, h or d at each daemon, such as messages=1000/h.")
    private @Nullable Map<String, String> limits;

    @Option(
            names = "--config",
            description = "Do not call the daemon; print the block for config.yml on the standard error.")
    private boolean config;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        return config ? configured() : stored();
    }

    private int configured() {
        ConfiguredKey created;
        try {
            created = new ConfiguredKey(
                    name, scopes, fromDomains, routes, expires == null ? null : expires.toInstant(), limits);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        String key = ConfiguredKey.random();
        daemon.out().println(key);
        requireWritten("no key was created");
        daemon.err().println("Add this to config.yml and restart the daemon:\n\n" + created.yaml(key));
        return ExitStatus.SENT;
    }

    private int stored() {
        ApiKey created = daemon.call(api -> api.createKey(new KeyRequest()
                .name(name)
                .scopes(scopes)
                .fromDomains(fromDomains)
                .routes(routes)
                .expires(expires)
                .limits(limits)));
        if (daemon.json()) {
            daemon.printJson(created);
        } else {
            daemon.out().println(created.getKey());
        }
        requireWritten("remove it with `mail-sender keys revoke " + created.getId() + "`");
        if (!daemon.json()) {
            daemon.err()
                    .println("Its id is " + created.getId() + ", its scopes are "
                            + String.join(", ", created.getScopes()) + ". The key is not shown again.");
        }
        return ExitStatus.SENT;
    }

    private void requireWritten(String consequence) {
        if (daemon.out().checkError()) {
            String message = "the key could not be written to the standard output; " + consequence + ".";
            throw new CommandFailedException(ExitStatus.NOT_WRITTEN, message, null);
        }
    }
}
