package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.model.ApiKey;
import io.mailsender.client.model.KeyRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mail-sender keys create}. */
@Command(
        name = "create",
        description = {
            "Makes an API key and prints it: this is the only time that it is shown.",
            "Where NAME has a key already, the new one takes over what no option says, and both work until one is revoked."
        },
        sortOptions = false)
final class CreateKeyCommand implements Callable<Integer> {

    /** RFC 4648, section 6: 5 bits a letter. */
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

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
        if (config) {
            String key = "msk_" + letters(12) + "_" + letters(32);
            daemon.out().println(key);
            daemon.err().println("Put this into config.yml, and start the daemon anew:\n\napi-keys:\n" + block(key));
            return ExitStatus.SENT;
        }
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
                daemon.err()
                        .println("Its id is " + made.getId() + ", its scopes are " + String.join(", ", made.getScopes())
                                + ". The key is not shown again.");
            }
            return ExitStatus.SENT;
        } catch (ApiException e) {
            throw daemon.failure(e, Failure.Repeating.HARMLESS);
        }
    }

    private String block(String key) {
        StringBuilder block = new StringBuilder("  " + name + ":\n    hash: " + sha256(key) + "\n");
        if (scopes != null) {
            block.append("    scopes: ").append(scopes).append('\n');
        }
        if (fromDomains != null) {
            block.append("    from-domains: ").append(fromDomains).append('\n');
        }
        if (expires != null) {
            block.append("    expires: ").append(expires.toInstant()).append('\n');
        }
        if (limits != null) {
            String map = new TreeMap<>(limits).toString().replace("=", ": ");
            block.append("    limits: ").append(map).append('\n');
        }
        return block.toString();
    }

    private static String letters(int count) {
        StringBuilder letters = new StringBuilder();
        new SecureRandom().ints(count, 0, ALPHABET.length()).forEach(i -> letters.append(ALPHABET.charAt(i)));
        return letters.toString();
    }

    private static String sha256(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
