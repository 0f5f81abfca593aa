package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.MessageCriteria;
import io.mailsender.client.model.MessageList;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which mails. */
final class MessageFilterOptions {

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

    @Option(names = "--until", paramLabel = "INSTANT", description = "Only mails accepted before then.")
    private @Nullable OffsetDateTime until;

    MessageList list(MailSenderApi api, @Nullable String cursor, @Nullable Integer limit) throws ApiException {
        return api.messages(
                status,
                recipient,
                recipientState,
                tag,
                messageId,
                providerMessageId,
                subject,
                provider,
                key,
                possibleDuplicate,
                since,
                until,
                cursor,
                limit);
    }

    String export(MailSenderApi api) throws ApiException {
        return api.exportMessages(
                status,
                recipient,
                recipientState,
                tag,
                messageId,
                providerMessageId,
                subject,
                provider,
                key,
                possibleDuplicate,
                since,
                until);
    }

    MessageCriteria criteria() {
        return new MessageCriteria()
                .status(status)
                .recipient(recipient)
                .recipientState(recipientState)
                .tag(tag)
                .messageId(messageId)
                .providerMessageId(providerMessageId)
                .subject(subject)
                .provider(provider)
                .key(key)
                .possibleDuplicate(possibleDuplicate)
                .since(since)
                .until(until);
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
