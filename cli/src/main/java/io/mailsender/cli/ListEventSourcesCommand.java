package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.EventSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender events list}. */
@Command(
        name = "list",
        description = "Lists the providers: whether and since when their reports arrive, and the URL to register.",
        sortOptions = false)
final class ListEventSourcesCommand implements Callable<Integer> {

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(MailSenderApi::eventSources);
        if (daemon.json()) {
            daemon.printJson(answer);
            return ExitStatus.SENT;
        }
        List<List<String>> rows = new ArrayList<>(List.of(List.of("PROVIDER", "REPORTS", "FIRST", "LAST", "URL")));
        answer.getProviders().forEach(source -> rows.add(row(source)));
        TextTable.print(rows, daemon.out());
        return ExitStatus.SENT;
    }

    private static List<String> row(EventSource source) {
        return List.of(
                source.getProvider(),
                source.getLastReportAt() != null ? "arrive" : source.getAccepted() ? "none yet" : "not set up",
                instant(source.getFirstReportAt()),
                instant(source.getLastReportAt()),
                source.getUrl() == null ? "" : source.getUrl());
    }

    private static String instant(@Nullable OffsetDateTime time) {
        return time == null ? "" : time.toInstant().toString();
    }
}
