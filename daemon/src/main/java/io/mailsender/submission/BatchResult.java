package io.mailsender.submission;

import io.mailsender.http.Audited;
import io.mailsender.http.Problem;
import io.mailsender.queue.Submission;
import io.mailsender.submission.SendResult.RefusedRecipient;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of a batch. */
@Serdeable
@Schema(description = "The result of each message, in the order of the request.")
public record BatchResult(List<Item> messages) implements Audited {

    @Override
    public void audit(Entries entries) {
        for (Item item : messages) {
            entries.add(item.id() == null ? "-" : item.id(), item.problem() == null ? "accepted" : "refused");
        }
    }

    /** The result of one message of a batch. */
    @Serdeable
    @Schema(
            name = "BatchItem",
            description = "The result of one message of a batch: accepted, with an id, or refused, with a problem.")
    public record Item(
            @Schema(description = "The gateway's id of the message, if it was accepted.") @Nullable
            String id,

            @Schema(description = "The Message-ID that recipients see, if the message was accepted.") @Nullable
            String messageId,

            @Schema(description = "Whether an earlier request with the same Idempotency-Key submitted this message.")
            @Nullable
            Boolean replayed,

            @Schema(
                    description =
                            "The id of the earlier message with the same Idempotency-Key, which no provider took and which was not sent.")
            @Nullable
            String retryOf,

            @Schema(description = "The recipients that were left out, because they are on the suppression list.")
            @Nullable
            List<RefusedRecipient> refused,

            @Schema(
                    description = "Why the message was not accepted.",
                    nullable = false,
                    implementation = DeliveryProblem.class)
            @Nullable
            Problem problem) {

        static Item refused(Problem problem) {
            return new Item(null, null, null, null, null, problem);
        }

        static Item suppressed(Submission submission) {
            return new Item(
                    null,
                    null,
                    null,
                    null,
                    RefusedRecipient.suppressed(submission.recipients()),
                    Problem.of(HttpStatus.UNPROCESSABLE_ENTITY, SendResponses.whySuppressed(submission)));
        }
    }
}
