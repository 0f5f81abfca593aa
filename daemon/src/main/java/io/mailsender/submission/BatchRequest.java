package io.mailsender.submission;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several messages as submitted, not yet checked. */
@Serdeable
@Schema(
        name = "SendBatch",
        description = "Up to 500 messages; each is accepted or refused on its own.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record BatchRequest(
        @ArraySchema(minItems = 1, maxItems = BatchRequest.MAX_MESSAGES)
        List<SendRequest> messages) {

    static final int MAX_MESSAGES = 500;

    /** @param messages {@code null} if the field is missing */
    public BatchRequest(@Nullable List<SendRequest> messages) {
        this.messages = messages == null ? List.of() : messages;
    }
}
