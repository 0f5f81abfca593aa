package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.BoundedCount;
import io.mailsender.client.model.QueueDepth;
import io.mailsender.client.model.QueueNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender queue}. */
@Command(
        name = "queue",
        description = {
            "Shows how many messages wait, by priority, which nodes are sending how many, and when the next ones are due.",
            "A key without the scope admin sees its own messages."
        },
        sortOptions = false)
final class QueueCommand implements Callable<Integer> {

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(MailSenderApi::queue);
        if (daemon.json()) {
            daemon.printJson(answer);
            return ExitStatus.SENT;
        }
        QueueDepth depth = answer.getDepth();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PRIORITY", "DUE", "SCHEDULED", "RETRYING", "SENDING"));
        depth.getPriorities()
                .forEach(one -> rows.add(
                        row(one.getPriority(), one.getDue(), one.getScheduled(), one.getRetrying(), one.getSending())));
        rows.add(row("all", depth.getDue(), depth.getScheduled(), depth.getRetrying(), depth.getSending()));
        TextTable.print(rows, daemon.out());
        List<List<String>> nodes = new ArrayList<>(List.of(List.of("NODE", "NAME", "SENDING", "SINCE")));
        answer.getNodes().forEach(node -> nodes.add(row(node)));
        daemon.out().println();
        TextTable.print(nodes, daemon.out());
        daemon.out().println();
        if (depth.getOldestDueAt() != null) {
            daemon.out().println("The oldest message is due since " + instant(depth.getOldestDueAt()));
        }
        answer.getNext()
                .forEach(next -> daemon.out()
                        .println("Next: " + instant(next.getAt()) + " " + next.getPriority()
                                + (Boolean.TRUE.equals(next.getRetry()) ? ", a retry" : "")));
        daemon.out()
                .println("Last hour: " + CountText.of(answer.getHour().getSent()) + " sent, "
                        + CountText.of(answer.getHour().getFailed()) + " failed, "
                        + CountText.of(answer.getHour().getRejected()) + " rejected");
        return ExitStatus.SENT;
    }

    private static List<String> row(
            String name, BoundedCount due, BoundedCount scheduled, BoundedCount retrying, BoundedCount sending) {
        return List.of(name, CountText.of(due), CountText.of(scheduled), CountText.of(retrying), CountText.of(sending));
    }

    private static List<String> row(QueueNode node) {
        return List.of(
                node.getId() == null ? "" : node.getId(),
                node.getName() == null ? "" : node.getName(),
                CountText.of(node.getSending()),
                instant(node.getSince()));
    }

    private static String instant(@Nullable OffsetDateTime time) {
        return time == null ? "" : time.toInstant().toString();
    }
}
