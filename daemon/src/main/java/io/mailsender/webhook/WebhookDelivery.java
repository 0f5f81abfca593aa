package io.mailsender.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One event for one webhook, as the delivery log shows it.
 *
 * @param sequence grows with every event of a message
 * @param due when the next attempt may be made; {@code null} if there is none
 * @param log the attempts, oldest first
 */
public record WebhookDelivery(
        String webhookId,
        long sequence,
        String type,
        @Nullable String messageId,
        Instant created,
        DeliveryState state,
        @Nullable Instant due,
        @Nullable Instant ended,
        List<Attempt> log) {

    private static final Pattern ID = Pattern.compile("msg_([a-z2-7]{12})_([0-9]{1,18})");

    public WebhookDelivery {
        log = List.copyOf(log);
    }

    /** The header {@code webhook-id}: the same in every attempt, and unique. */
    public String id() {
        return id(webhookId, sequence);
    }

    static String id(String webhookId, long sequence) {
        return "msg_" + webhookId + "_" + sequence;
    }

    /** The sequence number in the id of a webhook's delivery; empty if it is not one. */
    static Optional<Long> sequence(String webhookId, String id) {
        return Optional.of(ID.matcher(id))
                .filter(matcher -> matcher.matches() && matcher.group(1).equals(webhookId))
                .map(matcher -> Long.valueOf(matcher.group(2)));
    }

    /**
     * One POST.
     *
     * @param duration in milliseconds
     * @param statusCode 0 without an answer
     * @param text the beginning of the answer, or why there is none
     */
    public record Attempt(int number, Instant began, long duration, int statusCode, String text) {}
}
