package io.mailsender.cli;

import io.mailsender.client.model.Suppression;
import io.mailsender.client.model.SuppressionList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mail-sender suppressions list}. */
@Command(name = "list", description = "Lists the suppressed addresses, in their order.", sortOptions = false)
final class ListSuppressionsCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "ADDRESS",
            arity = "0..1",
            converter = AddressArgument.class,
            description = "Only this address.")
    private @Nullable String address;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description =
                    "Only entries with this reason: hard_bounce, soft_bounces, complaint, unsubscribe, suppressed_at_provider, manual.")
    private @Nullable String reason;

    @Option(
            names = "--scope",
            paramLabel = "KEY",
            description = "Only entries for the mails of this API key; * for those for all mails.")
    private @Nullable String scope;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Only entries from this provider, this API key, or import.")
    private @Nullable String source;

    @Option(names = "--limit", paramLabel = "N", description = "How many to list, at most 500 (default: 50).")
    private @Nullable Integer limit;

    @Option(
            names = "--cursor",
            paramLabel = "CURSOR",
            description = "Continue after the previous page, whose last line names the cursor.")
    private @Nullable String cursor;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        SuppressionList list = daemon.call(api -> api.suppressions(address, reason, scope, source, cursor, limit));
        if (daemon.json()) {
            daemon.printJson(list);
            return ExitStatus.SENT;
        }
        List<List<String>> rows =
                new ArrayList<>(List.of(List.of("ADDRESS", "REASON", "SCOPE", "SOURCE", "CREATED", "EXPIRES", "TEXT")));
        list.getSuppressions().forEach(entry -> rows.add(row(entry)));
        TextTable.print(rows, daemon.out());
        if (list.getNext() != null) {
            daemon.err()
                    .println(TerminalText.oneLine(
                            "There are more addresses; repeat the command with --cursor " + list.getNext()));
        }
        return ExitStatus.SENT;
    }

    private static List<String> row(Suppression entry) {
        return List.of(
                entry.getAddress(),
                entry.getReason(),
                entry.getScope(),
                entry.getSource(),
                entry.getCreated().toInstant().toString(),
                entry.getExpires() == null ? "" : entry.getExpires().toInstant().toString(),
                entry.getText() == null ? "" : entry.getText());
    }
}
