package io.mailsender.cli;

import io.mailsender.client.model.AuditEntry;
import io.mailsender.client.model.AuditPage;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mail-sender audit}. */
@Command(
        name = "audit",
        description = {
            "Lists who did what, the newest first; needs the scope admin.",
            "Changes, refused ones, sign-ins to the console, and each look at the content of a mail."
        },
        sortOptions = false)
final class AuditCommand implements Callable<Integer> {

    @Option(names = "--for-key", paramLabel = "NAME", description = "Only what was done with this API key.")
    private @Nullable String key;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            description = "Only this action, such as key.create or content.view.")
    private @Nullable String action;

    @Option(
            names = "--target",
            paramLabel = "ID",
            description = "Only what was done to this message, API key, webhook or provider.")
    private @Nullable String target;

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            description = "Only what was done since then, such as 2030-01-31T08:00:00Z.")
    private @Nullable OffsetDateTime since;

    @Option(names = "--until", paramLabel = "INSTANT", description = "Only what was done before then.")
    private @Nullable OffsetDateTime until;

    @Option(names = "--limit", paramLabel = "N", description = "How many to list, at most 1000 (default: 50).")
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
        AuditPage page = daemon.call(api -> api.audit(key, action, target, since, until, cursor, limit));
        if (daemon.json()) {
            daemon.printJson(page);
            return ExitStatus.SENT;
        }
        List<List<String>> rows = new ArrayList<>(
                List.of(List.of("TIME", "KEY", "USER", "ACTION", "TARGET", "OUTCOME", "STATUS", "CLIENT")));
        page.getEntries().forEach(entry -> rows.add(row(entry)));
        TextTable.print(rows, daemon.out());
        if (page.getNext() != null) {
            daemon.err()
                    .println(TerminalText.oneLine(
                            "There are more entries; repeat the command with --cursor " + page.getNext()));
        }
        return ExitStatus.SENT;
    }

    private static List<String> row(AuditEntry entry) {
        return List.of(
                entry.getTime().toInstant().toString(),
                orDash(entry.getKey()),
                orDash(entry.getUser()),
                entry.getAction(),
                orDash(entry.getTarget()),
                entry.getOutcome(),
                String.valueOf(entry.getStatus()),
                entry.getClient());
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
