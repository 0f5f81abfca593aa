package io.mailsender.webhook;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A delivery, as callers see it. */
@Serdeable
@Schema(name = "WebhookDelivery", description = "One event for one webhook.")
public record DeliveryView(
        @Schema(description = "The header `webhook-id`: the same in every attempt.")
        String id,

        @Schema(description = "Such as `message.sent`.") String type,

        @Schema(description = "The message that the event is about.") @Nullable
        String message,

        @Schema(description = "`pending`, `delivered` (the receiver answered 2xx) or `failed` (all attempts failed).")
        String state,

        Instant created,

        @Schema(description = "When the next attempt is made.") @Nullable
        Instant nextTryAt,

        @Nullable Instant endedAt,

        @Schema(description = "The attempts, in order.") List<AttemptView> attempts) {

    /** One POST. */
    @Serdeable
    @Schema(name = "WebhookAttempt", description = "One POST to a webhook.")
    public record AttemptView(
            Instant began,

            @Schema(description = "In milliseconds.") long duration,

            @Schema(description = "The HTTP status; 0 if there was no answer.")
            int statusCode,

            @Schema(description = "The beginning of the answer, or why there was none.") @Nullable
            String msg) {}

    static DeliveryView of(WebhookDelivery delivery) {
        return new DeliveryView(
                delivery.id(),
                delivery.type(),
                delivery.messageId(),
                delivery.state().word(),
                delivery.created(),
                delivery.due(),
                delivery.ended(),
                delivery.log().stream()
                        .map(attempt -> new AttemptView(
                                attempt.began(),
                                attempt.duration(),
                                attempt.statusCode(),
                                attempt.text().isEmpty() ? null : attempt.text()))
                        .toList());
    }
}
