package io.mailsender.submission;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** Several messages as a caller hands them over, not yet checked. */
@Serdeable
@Schema(
        description = "Up to 500 messages; each is accepted or refused on its own.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record SendBatch(
        @ArraySchema(minItems = 1, maxItems = SendBatch.MAX_MESSAGES)
        List<SendRequest> messages) {

    static final int MAX_MESSAGES = 500;
}
