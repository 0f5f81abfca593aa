package io.mailsender.http;

import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a request failed (RFC 9457). */
@Serdeable
@Schema(description = "Why a request failed (RFC 9457).")
public record Problem(
        @Schema(description = "The kind of problem; `about:blank` if the status says enough.")
        String type,

        @Schema(description = "A short summary of the kind of problem.")
        String title,

        @Schema(description = "The HTTP status.") int status,

        @Schema(description = "What happened, and what to do about it.") @Nullable
        String detail,

        @Schema(description = "The invalid fields.") @Nullable
        List<FieldError> errors) {

    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(HttpStatus status, String detail) {
        return new Problem("about:blank", status.getReason(), status.getCode(), detail, null);
    }

    public static Problem of(HttpStatus status, String detail, List<FieldError> errors) {
        return new Problem("about:blank", status.getReason(), status.getCode(), detail, errors);
    }
}
