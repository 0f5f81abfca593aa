package io.mailsender.http;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/** An invalid field or parameter of a request. */
@Serdeable
@Schema(description = "An invalid field or parameter of a request.")
public record FieldError(
        @Schema(description = "The path of the field in the JSON, e.g. `to[1]`, or the name of the parameter.")
        String field,

        @Schema(description = "What is wrong with it, and what is accepted.")
        String message) {}
