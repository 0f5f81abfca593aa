package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which messages to change, as a caller asks for it, not yet checked. */
@Serdeable
@Schema(
        name = "Bulk",
        description = "Which messages to change: either `ids` or `filter`.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record BulkRequest(
        @ArraySchema(arraySchema = @Schema(description = BulkRequest.IDS), minItems = 1, maxItems = BulkRequest.PAGE)
        @Nullable
        List<String> ids,

        @Schema(description = BulkRequest.FILTER) @Nullable MessageCriteria filter,

        @Schema(description = BulkRequest.CURSOR) @Nullable String cursor,

        @Schema(description = BulkRequest.DRY_RUN) @Nullable Boolean dryRun,

        @Schema(description = BulkRequest.EXPECTED_COUNT, minimum = "0", maximum = "999999999") @Nullable
        Integer expectedCount) {

    /** The most messages that one request changes. */
    static final int PAGE = 1_000;

    static final String IDS = "The ids of the messages.";
    static final String FILTER =
            "The criteria of the messages. To resend, `status` is required; to cancel it is `queued`, to close `unknown`. Without any criterion besides the time, `expected_count` is required, unless it is a `dry_run`.";
    static final String CURSOR =
            "With `filter`: the `next` of the answer before; 1,000 messages are changed at a time.";
    static final String DRY_RUN = "Whether to change nothing, and only tell what would be changed.";
    static final String EXPECTED_COUNT =
            "How many messages are meant: the `count` of a `dry_run`. If another number of them is found from the `cursor` on, nothing is changed (409).";
}
