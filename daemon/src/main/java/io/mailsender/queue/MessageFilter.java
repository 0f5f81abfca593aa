package io.mailsender.queue;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Selects messages to list, newest first. A criterion that is {@code null} does not apply.
 *
 * @param recipientState the state of a recipient, in the words of {@code RecipientStatus}; together with {@code recipient}, of that one
 * @param providerMessageId a provider's id of the message, without angle brackets
 * @param words each is part of the subject, as it stands; in what cases they are equal is up to the database
 * @param provider the name of one that an attempt was made at
 * @param since the earliest time of acceptance
 * @param until accepted before this time
 * @param after the last message of the page before; {@code null} for the first page
 * @param limit the most messages to list
 * @param scan the most messages to look at, if no index finds the ones that match
 */
public record MessageFilter(
        @Nullable String owner,
        @Nullable DeliveryStatus status,
        @Nullable EmailAddress recipient,
        @Nullable String recipientState,
        @Nullable String tag,
        @Nullable MessageId messageId,
        @Nullable String providerMessageId,
        List<String> words,
        @Nullable String provider,
        @Nullable Boolean possibleDuplicate,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Position after,
        int limit,
        int scan) {

    /** Read within a fraction of a second, and enough for most searches. */
    public static final int SCAN = 20_000;

    public MessageFilter {
        words = List.copyOf(words);
    }

    /** Without what no index helps with. */
    public MessageFilter(
            @Nullable String owner,
            @Nullable DeliveryStatus status,
            @Nullable EmailAddress recipient,
            @Nullable String tag,
            @Nullable MessageId messageId,
            @Nullable String providerMessageId,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Position after,
            int limit) {
        this(
                owner,
                status,
                recipient,
                null,
                tag,
                messageId,
                providerMessageId,
                List.of(),
                null,
                null,
                since,
                until,
                after,
                limit,
                SCAN);
    }

    /** The same from another place on. */
    public MessageFilter from(@Nullable Position place, int most) {
        return new MessageFilter(
                owner,
                status,
                recipient,
                recipientState,
                tag,
                messageId,
                providerMessageId,
                words,
                provider,
                possibleDuplicate,
                since,
                until,
                place,
                most,
                scan);
    }

    /** A place in the list. */
    public record Position(Instant accepted, String id) {

        public static Position of(StoredMessage message) {
            return new Position(message.accepted(), message.id());
        }
    }
}
