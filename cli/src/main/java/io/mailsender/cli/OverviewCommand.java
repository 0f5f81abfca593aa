package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.BoundedCount;
import io.mailsender.client.model.Overview;
import io.mailsender.client.model.Period;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender overview}. */
@Command(
        name = "overview",
        description = {
            "Shows what became of the messages of the last hour and day, how many wait, and what needs a person.",
            "A key without the scope admin sees figures of its own messages."
        },
        sortOptions = false)
final class OverviewCommand implements Callable<Integer> {

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(MailSenderApi::overview);
        if (daemon.json()) {
            daemon.printJson(answer);
            return ExitStatus.SENT;
        }
        TextTable.print(
                List.of(
                        List.of("MESSAGES", "LAST HOUR", "LAST DAY"),
                        row("accepted", answer, Period::getAccepted),
                        row("sent", answer, Period::getSent),
                        row("delivered", answer, Period::getDelivered),
                        row("failed", answer, Period::getFailed),
                        row("rejected", answer, Period::getRejected),
                        row("unknown", answer, Period::getUnknown)),
                daemon.out());
        var queue = answer.getQueue();
        Long age = queue.getOldestDueSeconds();
        daemon.out().println();
        daemon.out()
                .println("Queue: " + CountText.of(queue.getDue()) + " due"
                        + (age == null ? "" : " (the oldest for " + age + " s)") + ", "
                        + CountText.of(queue.getScheduled()) + " scheduled, " + CountText.of(queue.getRetrying())
                        + " retrying, " + CountText.of(queue.getSending()) + " being sent; unknown and not settled: "
                        + CountText.of(answer.getOpenUnknown()));
        daemon.out().println();
        if (answer.getAttention().isEmpty()) {
            daemon.out().println("Nothing needs a person.");
        }
        answer.getAttention().forEach(item -> daemon.out().println("! " + TerminalText.oneLine(item.getText())));
        return ExitStatus.SENT;
    }

    private static List<String> row(String name, Overview answer, Function<Period, BoundedCount> part) {
        return List.of(name, CountText.of(part.apply(answer.getHour())), CountText.of(part.apply(answer.getDay())));
    }
}
