package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.MessageStatus;
import io.mailsender.client.model.Recipient;
import io.mailsender.client.model.TimelineEntry;
import java.io.PrintWriter;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender status}. */
@Command(
        name = "status",
        description =
                "Shows a mail: its status, recipients and attempts. The exit status is 0 for sent, queued and sending, 1 for rejected, failed and cancelled, 70 for unknown.",
        sortOptions = false)
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private final MessageArgument argument = new MessageArgument();

    @Override
    public Integer call() {
        DaemonOptions daemon = argument.daemon();
        MessageStatus message = argument.call(MailSenderApi::message);
        if (daemon.json()) {
            daemon.printJson(message);
        } else {
            print(message, daemon.out());
            SendReport.warnOfDuplicate(message.getPossibleDuplicate(), daemon.err());
        }
        return ExitStatus.of(message.getStatus());
    }

    private static void print(MessageStatus message, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        add(rows, "id", message.getId());
        add(rows, "status", message.getStatus());
        add(rows, "message-id", message.getMessageId());
        add(rows, "subject", message.getSubject());
        add(rows, "tags", message.getTags() == null ? null : String.join(", ", message.getTags()));
        add(rows, "priority", message.getPriority());
        add(rows, "accepted", text(message.getAcceptedAt()));
        add(rows, "next try", text(message.getNextTryAt()));
        add(rows, "ended", text(message.getEndedAt()));
        TextTable.print(rows, out);
        out.println();
        TextTable.print(message.getRecipients().stream().map(StatusCommand::row).toList(), out);
        if (message.getTimeline() != null && !message.getTimeline().isEmpty()) {
            out.println();
            TextTable.print(
                    message.getTimeline().stream().map(StatusCommand::row).toList(), out);
        } else if (!message.getProviders().isEmpty()) {
            out.println();
            SendReport.print(message.getProviders(), out);
        }
        if (message.getEvidence() != null) {
            out.println();
            message.getEvidence()
                    .forEach(evidence -> out.println(TerminalText.oneLine("attempt " + evidence.getAttempt() + ", "
                            + evidence.getProvider() + ": " + evidence.getConclusion())));
        }
    }

    private static List<String> row(TimelineEntry entry) {
        String what = entry.getType() + (entry.getSeverity() == null ? "" : " (" + entry.getSeverity() + ")");
        String code = entry.getStatusCode() == null || entry.getStatusCode() == 0 ? "" : entry.getStatusCode() + " ";
        return List.of(
                String.valueOf(text(entry.getTime())),
                entry.getProvider(),
                what,
                entry.getRecipient() == null ? "" : entry.getRecipient(),
                code + (entry.getMsg() == null ? "" : entry.getMsg()));
    }

    private static void add(List<List<String>> rows, String name, @Nullable String value) {
        if (value != null) {
            rows.add(List.of(name, value));
        }
    }

    private static @Nullable String text(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant().toString();
    }

    private static List<String> row(Recipient recipient) {
        String state =
                recipient.getState() + (recipient.getSeverity() == null ? "" : " (" + recipient.getSeverity() + ")");
        return List.of(recipient.getAddress(), state, recipient.getMsg() == null ? "" : recipient.getMsg());
    }
}
