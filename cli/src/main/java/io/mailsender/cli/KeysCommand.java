package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.model.ApiKey;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mail-sender keys}. */
@Command(
        name = "keys",
        description = "Makes, lists and revokes API keys; it takes a key with the scope admin.",
        subcommands = {CreateKeyCommand.class, KeysCommand.ListKeys.class, KeysCommand.Revoke.class},
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See mail-sender keys --help");
    }

    /** {@code mail-sender keys list}. */
    @Command(name = "list", description = "Lists the API keys, the oldest first.", sortOptions = false)
    static final class ListKeys implements Callable<Integer> {

        @Mixin
        private final DaemonOptions daemon = new DaemonOptions();

        @Override
        public Integer call() {
            try {
                var answer = daemon.connect().keys();
                if (daemon.json()) {
                    daemon.printJson(answer);
                    return ExitStatus.SENT;
                }
                List<List<String>> rows = new ArrayList<>(
                        List.of(List.of("ID", "NAME", "STATUS", "SCOPES", "LAST USED", "EXPIRES", "FROM", "LIMITS")));
                answer.getKeys().forEach(key -> rows.add(row(key)));
                Text.printTable(rows, daemon.out());
                return ExitStatus.SENT;
            } catch (ApiException e) {
                throw daemon.failure(e, Failure.Repeating.HARMLESS);
            }
        }

        private static List<String> row(ApiKey key) {
            return List.of(
                    key.getId() == null ? "config.yml" : key.getId(),
                    key.getName(),
                    key.getStatus(),
                    String.join(",", key.getScopes()),
                    instant(key.getUsed()),
                    instant(key.getExpires()),
                    key.getFromDomains() == null ? "" : String.join(",", key.getFromDomains()),
                    key.getLimits() == null ? "" : limits(key.getLimits()));
        }

        private static String instant(@Nullable OffsetDateTime time) {
            return time == null ? "" : time.toInstant().toString();
        }

        private static String limits(Map<String, String> limits) {
            String text = new TreeMap<>(limits).toString();
            return text.substring(1, text.length() - 1).replace(", ", ",");
        }
    }

    /** {@code mail-sender keys revoke}. */
    @Command(
            name = "revoke",
            description = "Revokes an API key: within 5 seconds it opens nothing any more, at any daemon.",
            sortOptions = false)
    static final class Revoke implements Callable<Integer> {

        @Parameters(paramLabel = "ID", description = "Its id, as `mail-sender keys list` shows it; not the key.")
        private String id = "";

        @Mixin
        private final DaemonOptions daemon = new DaemonOptions();

        @Override
        public Integer call() {
            try {
                daemon.connect().revokeKey(id);
                return ExitStatus.SENT;
            } catch (ApiException e) {
                throw daemon.failure(e, Failure.Repeating.HARMLESS);
            }
        }
    }
}
