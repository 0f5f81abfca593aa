package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.HeaderText;
import io.mailsender.message.MessageId;
import io.mailsender.queue.MessageFilter;
import io.micronaut.http.HttpStatus;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks criteria. */
final class CriteriaReader {

    private static final List<String> RECIPIENT_STATES = List.of(
            "pending",
            "sent",
            "deferred",
            "refused",
            "failed",
            "delivered",
            "bounced",
            "complained",
            "rejected",
            "suppressed");

    static final int MAX_PROVIDER_MESSAGE_ID = 998;
    static final int MAX_SUBJECT = 300;
    private static final int MAX_WORDS = 20;

    private final ListQuery query;

    CriteriaReader(ListQuery query) {
        this.query = query;
    }

    MessageFilter read(Caller caller, MessageCriteria criteria, @Nullable String cursor, int limit) {
        return new MessageFilter(
                owner(caller, criteria.key()),
                query.parse(
                        "status",
                        criteria.status(),
                        DeliveryStatus::of,
                        "must be one of queued, sending, sent, rejected, failed, unknown, cancelled"),
                query.parse("recipient", criteria.recipient(), EmailAddress::parse, "must be an address"),
                query.parse(
                        "recipient_state",
                        criteria.recipientState(),
                        CriteriaReader::recipientState,
                        "must be one of " + String.join(", ", RECIPIENT_STATES)),
                query.parse("tag", criteria.tag(), HeaderText::requireSafe, "must be a tag"),
                query.parse(
                        "message_id",
                        criteria.messageId(),
                        CriteriaReader::messageId,
                        "must be a Message-ID, such as <0190f6b2c1d07f3a8e5b9c4d2a1f6e7b@example.com>"),
                query.parse(
                        "provider_message_id",
                        criteria.providerMessageId(),
                        CriteriaReader::providerMessageId,
                        "must be the `provider_message_id` of an attempt"),
                words(criteria.subject()),
                query.parse("provider", criteria.provider(), CriteriaReader::name, "must be the name of a provider"),
                criteria.possibleDuplicate(),
                query.instant("since", criteria.since()),
                query.instant("until", criteria.until()),
                query.withoutPrefix().parse("cursor", cursor, Cursor::parse, "must be the `next` of the previous page"),
                limit,
                MessageFilter.SCAN);
    }

    /** The messages of other keys are not found either, but a list of none would hide a wrong name. */
    private @Nullable String owner(Caller caller, @Nullable String key) {
        String visible = caller.visibleOwner();
        String name = query.parse("key", key, CriteriaReader::name, "must be the name of an API key");
        if (name != null && visible != null && !name.equals(visible)) {
            throw new ProblemException(
                    Problem.of(
                            HttpStatus.FORBIDDEN,
                            "key: this key sees only its own messages; use a key with the scope admin to see those of another one."));
        }
        return name == null ? visible : name;
    }

    private List<String> words(@Nullable String subject) {
        String text = query.parse(
                "subject",
                subject,
                CriteriaReader::subject,
                "must be 1 to " + MAX_WORDS + " words in one line of at most " + MAX_SUBJECT + " characters");
        return text == null ? List.of() : Arrays.asList(text.split(" +"));
    }

    private static String subject(String text) {
        String line = HeaderText.requireSafe(text).strip();
        if (line.isEmpty() || line.length() > MAX_SUBJECT || line.split(" +").length > MAX_WORDS) {
            throw new IllegalArgumentException("not words");
        }
        return line;
    }

    private static String name(String text) {
        if (text.isEmpty() || text.length() > 100) {
            throw new IllegalArgumentException("not a name");
        }
        return HeaderText.requireSafe(text);
    }

    private static String recipientState(String word) {
        if (!RECIPIENT_STATES.contains(word)) {
            throw new IllegalArgumentException("not a state");
        }
        return word;
    }

    /** One of the gateway, or one that a mail came with. */
    private static MessageId messageId(String text) {
        String bare = withoutBrackets(HeaderText.requireSafe(text));
        int at = bare.indexOf('@');
        if (at < 1 || at == bare.length() - 1 || bare.length() > MAX_PROVIDER_MESSAGE_ID) {
            throw new IllegalArgumentException("not a Message-ID");
        }
        String value = bare.substring(0, at);
        String known = MessageId.isValue(value) ? value : "0".repeat(32);
        return new MessageId(known, bare.substring(at + 1), "<" + bare + ">");
    }

    private static String providerMessageId(String text) {
        String bare = withoutBrackets(HeaderText.requireSafe(text));
        if (bare.isEmpty() || bare.length() > MAX_PROVIDER_MESSAGE_ID) {
            throw new IllegalArgumentException("not a provider's id");
        }
        return bare;
    }

    private static String withoutBrackets(String text) {
        return text.length() > 2 && text.startsWith("<") && text.endsWith(">")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
