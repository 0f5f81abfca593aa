package io.mailsender.cli;

import io.mailsender.client.model.MessageList;
import io.mailsender.client.model.MessageStatus;
import io.mailsender.client.model.Recipient;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mail-sender messages}. */
@Command(name = "messages", description = "Lists the stored mails, newest first.", sortOptions = false)
final class MessagesCommand implements Callable<Integer> {

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            completionCandidates = StatusCandidates.class,
            description = "Only mails with this status: ${COMPLETION-CANDIDATES}.")
    private @Nullable String status;

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "Only mails to this address.")
    private @Nullable String recipient;

    @Option(
            names = "--recipient-state",
            paramLabel = "STATE",
            completionCandidates = StateCandidates.class,
            description = "Only mails with a recipient in this state: ${COMPLETION-CANDIDATES}.")
    private @Nullable String recipientState;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only mails with this tag.")
    private @Nullable String tag;

    @Option(
            names = "--message-id",
            paramLabel = "MESSAGE-ID",
            description = "Only the mail with this Message-ID, with or without angle brackets.")
    private @Nullable String messageId;

    @Option(
            names = "--provider-message-id",
            paramLabel = "ID",
            description = "Only the mails with this id from a provider.")
    private @Nullable String providerMessageId;

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            description = "Only mails accepted since then, such as 2030-01-31T08:00:00Z.")
    private @Nullable OffsetDateTime since;

    @Option(
            names = "--subject",
            paramLabel = "WORDS",
            description = "Only mails with all of these words in the subject.")
    private @Nullable String subject;

    @Option(names = "--provider", paramLabel = "NAME", description = "Only mails with an attempt at this provider.")
    private @Nullable String provider;

    @Option(names = "--for-key", paramLabel = "NAME", description = "Only mails of the API key with this name.")
    private @Nullable String key;

    @Option(
            names = "--possible-duplicate",
            paramLabel = "true|false",
            description = "Only mails that may have been sent twice, or only others.")
    private @Nullable Boolean possibleDuplicate;

    @Option(names = "--limit", paramLabel = "N", description = "How many to list, at most 200 (default: 50).")
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
        MessageList list = list();
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

    private MessageList list() {
        return daemon.call(api -> api.messages(
                status,
                recipient,
                tag,
                messageId,
                providerMessageId,
                since,
                null,
                cursor,
                limit,
                recipientState,
                subject,
                provider,
                key,
                possibleDuplicate));
    }

    private static List<String> row(MessageStatus message) {
        return List.of(
                message.getId(),
                message.getStatus(),
                message.getAcceptedAt().toInstant().toString(),
                message.getRecipients().stream().map(Recipient::getAddress).collect(Collectors.joining(", ")),
                message.getSubject() == null ? "" : message.getSubject());
    }

    /** The values that the shell completes. */
    static final class StatusCandidates implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return List.of("queued", "sending", "sent", "rejected", "failed", "unknown", "cancelled")
                    .iterator();
        }
    }

    /** The states that the shell completes. */
    static final class StateCandidates implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return List.of(
                            "pending",
                            "sent",
                            "deferred",
                            "refused",
                            "failed",
                            "delivered",
                            "bounced",
                            "complained",
                            "rejected",
                            "suppressed")
                    .iterator();
        }
    }
}
