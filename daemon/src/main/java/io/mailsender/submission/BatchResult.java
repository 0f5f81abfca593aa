package io.mailsender.submission;

import io.mailsender.http.Audited;
import io.mailsender.http.Problem;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the messages of a batch. */
@Serdeable
@Schema(description = "What became of the messages, in the order of the request.")
public record BatchResult(List<Item> messages) implements Audited {

    @Override
    public void audit(Entries entries) {
        for (Item item : messages) {
            entries.add(item.id() == null ? "-" : item.id(), item.problem() == null ? "accepted" : "refused");
        }
    }

    /** What became of one message. */
    @Serdeable
    @Schema(
            name = "BatchItem",
            description = "One message of a batch: it was accepted and has an id, or it was refused.")
    public record Item(
            @Schema(description = "The gateway's id of the message, where it was accepted.") @Nullable
            String id,

            @Schema(description = "The Message-ID that its recipients see, where it was accepted.") @Nullable
            String messageId,

            @Schema(description = "Whether it had been accepted before, with the same Idempotency-Key.") @Nullable
            Boolean replayed,

            @Schema(
                    description =
                            "The id of the message before it with the same Idempotency-Key, which no provider took and which was not sent.")
            @Nullable
            String retryOf,

            @Schema(description = "Why it was not accepted.", nullable = false, implementation = DeliveryProblem.class)
            @Nullable
            Problem problem) {

        static Item refused(Problem problem) {
            return new Item(null, null, null, null, problem);
        }
    }
}
