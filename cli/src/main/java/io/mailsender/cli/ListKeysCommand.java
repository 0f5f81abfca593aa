package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
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

/** {@code mail-sender keys list}. */
@Command(name = "list", description = "Lists the API keys, oldest first.", sortOptions = false)
final class ListKeysCommand implements Callable<Integer> {

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(MailSenderApi::keys);
        if (daemon.json()) {
            daemon.printJson(answer);
            return ExitStatus.SENT;
        }
        List<List<String>> rows = new ArrayList<>(
                List.of(List.of("ID", "NAME", "STATUS", "SCOPES", "LAST USED", "EXPIRES", "FROM", "LIMITS")));
        answer.getKeys().forEach(key -> rows.add(row(key)));
        TextTable.print(rows, daemon.out());
        return ExitStatus.SENT;
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
