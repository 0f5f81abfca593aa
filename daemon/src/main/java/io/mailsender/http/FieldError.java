package io.mailsender.http;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/** What is wrong with one field of a request. */
@Serdeable
@Schema(description = "What is wrong with one field of a request.")
public record FieldError(
        @Schema(description = "The field, as it stands in the JSON, e.g. `to[1]`.")
        String field,

        @Schema(description = "The reason, and what would do.")
        String message) {}
