package io.mailsender.http;

import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a request was not carried out (RFC 9457). */
@Serdeable
@Schema(description = "Why a request was not carried out (RFC 9457).")
public record Problem(
        @Schema(description = "The kind of problem; `about:blank`: the status says it all.")
        String type,

        @Schema(description = "The kind of problem, in words.")
        String title,

        @Schema(description = "The HTTP status.") int status,

        @Schema(description = "What happened, and what to do about it.") @Nullable
        String detail,

        @Schema(description = "The fields at fault.") @Nullable
        List<FieldError> errors,

        @Schema(description = "The message's id, where it was accepted.") @Nullable
        String id,

        @Schema(description = "The Message-ID that its recipients see, where it was accepted.") @Nullable
        String messageId,

        @Schema(
                description =
                        "Whether the message may have gone out nevertheless, so that sending it again may double it.")
        @Nullable
        Boolean possibleDuplicate,

        @Schema(description = "The attempts, in the order in which they were made.") @Nullable
        List<ProviderAttempt> providers,

        @Schema(description = "All recipients, each with its state.") @Nullable
        List<RecipientResult> recipients)
        implements Audited {

    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(HttpStatus status, String detail) {
        return new Problem(
                "about:blank", status.getReason(), status.getCode(), detail, null, null, null, null, null, null);
    }

    public static Problem of(HttpStatus status, String detail, List<FieldError> errors) {
        return new Problem(
                "about:blank", status.getReason(), status.getCode(), detail, errors, null, null, null, null, null);
    }

    @Override
    public void audit(Entries entries) {
        if (id != null) {
            boolean rejected = status == HttpStatus.UNPROCESSABLE_ENTITY.getCode();
            entries.add(id, Boolean.TRUE.equals(possibleDuplicate) ? "unknown" : rejected ? "rejected" : "failed");
        }
    }
}
