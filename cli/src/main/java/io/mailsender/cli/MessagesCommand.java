package io.mailsender.cli;

import io.mailsender.client.model.MessageList;
import io.mailsender.client.model.MessageStatus;
import io.mailsender.client.model.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mail-sender messages}. */
@Command(
        name = "messages",
        description = "Lists the stored mails, newest first; with a command, exports or changes many of them.",
        subcommands = {
            ExportMessagesCommand.class,
            ResendMessagesCommand.class,
            CancelMessagesCommand.class,
            CloseMessagesCommand.class
        },
        synopsisSubcommandLabel = "[COMMAND]",
        sortOptions = false)
final class MessagesCommand implements Callable<Integer> {

    @Mixin
    private final MessageFilterOptions filter = new MessageFilterOptions();

    @Option(names = "--limit", paramLabel = "N", description = "How many to list, at most 200 (default: 50).")
    private @Nullable Integer limit;

    @Option(
            names = "--cursor",
            paramLabel = "CURSOR",
            description = "Continue after the previous page, whose last line names the cursor.")
    private @Nullable String cursor;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    DaemonOptions daemon() {
        return daemon;
    }

    @Override
    public Integer call() {
        MessageList list = daemon.call(api -> filter.list(api, cursor, limit));
        if (daemon.json()) {
            daemon.printJson(list);
            return ExitStatus.SENT;
        }
        List<List<String>> rows =
                new ArrayList<>(List.of(List.of("ID", "STATUS", "ACCEPTED", "RECIPIENTS", "SUBJECT")));
        list.getMessages().forEach(message -> rows.add(row(message)));
        TextTable.print(rows, daemon.out());
        if (list.getNext() != null) {
            daemon.err()
                    .println(TerminalText.oneLine(
                            "There are more mails; repeat the command with --cursor " + list.getNext()));
        }
        return ExitStatus.SENT;
    }

    private static List<String> row(MessageStatus message) {
        return List.of(
                message.getId(),
                message.getStatus(),
                message.getAcceptedAt().toInstant().toString(),
                message.getRecipients().stream().map(Recipient::getAddress).collect(Collectors.joining(", ")),
                message.getSubject() == null ? "" : message.getSubject());
    }
}
