package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an operator settles many messages. */
@Serdeable
@Schema(
        name = "BulkVerdict",
        description = "Which `unknown` messages to settle, either `ids` or `filter`, and whether they were sent.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record BulkCloseRequest(
        @Schema(
                description = "`sent` or `failed`.",
                allowableValues = {"sent", "failed"},
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        String status,

        @ArraySchema(arraySchema = @Schema(description = BulkRequest.IDS), minItems = 1, maxItems = BulkRequest.PAGE)
        @Nullable
        List<String> ids,

        @Schema(description = BulkRequest.FILTER) @Nullable MessageCriteria filter,

        @Schema(description = BulkRequest.CURSOR) @Nullable String cursor,

        @Schema(description = BulkRequest.DRY_RUN) @Nullable Boolean dryRun,

        @Schema(description = BulkRequest.EXPECTED_COUNT, minimum = "0", maximum = "999999999") @Nullable
        Integer expectedCount) {

    BulkRequest messages() {
        return new BulkRequest(ids, filter, cursor, dryRun, expectedCount);
    }
}
