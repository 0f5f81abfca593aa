package io.mailsender.submission;

import io.mailsender.http.Audited;
import io.mailsender.http.FieldError;
import io.mailsender.http.Problem;
import io.mailsender.status.ProviderAttempt;
import io.mailsender.status.RecipientResult;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Problem} with the state of the undelivered message as extension members (RFC 9457, section 3.2). The API documents both as
 * one schema, so that a client needs one type for all problems.
 */
@Serdeable
@Schema(description = "Why a request was not carried out (RFC 9457).")
public record DeliveryProblem(
        @Schema(description = "The type of problem; `about:blank` if `status` says enough.")
        String type,

        @Schema(description = "The type of problem in words.")
        String title,

        @Schema(description = "The HTTP status.") int status,

        @Schema(description = "What is wrong and what to do about it.") @Nullable
        String detail,

        @Schema(description = "The invalid fields.") @Nullable
        List<FieldError> errors,

        @Schema(description = "The message's id, if it was accepted.") @Nullable
        String id,

        @Schema(description = "The Message-ID that recipients see, if the message was accepted.") @Nullable
        String messageId,

        @Schema(description = "Whether the message may have been sent nevertheless: sending it again may duplicate it.")
        @Nullable
        Boolean possibleDuplicate,

        @Schema(description = "The attempts, in order.") @Nullable
        List<ProviderAttempt> providers,

        @Schema(description = "All recipients with their states.") @Nullable
        List<RecipientResult> recipients)
        implements Audited {

    static DeliveryProblem of(
            HttpStatus status,
            String detail,
            @Nullable String id,
            @Nullable String messageId,
            boolean possibleDuplicate,
            List<ProviderAttempt> providers,
            List<RecipientResult> recipients) {
        Problem problem = Problem.of(status, detail);
        return new DeliveryProblem(
                problem.type(),
                problem.title(),
                problem.status(),
                detail,
                null,
                id,
                messageId,
                possibleDuplicate,
                providers,
                recipients);
    }

    @Override
    public void audit(Entries entries) {
        if (id != null) {
            boolean rejected = status == HttpStatus.UNPROCESSABLE_ENTITY.getCode();
            entries.add(id, Boolean.TRUE.equals(possibleDuplicate) ? "unknown" : rejected ? "rejected" : "failed");
        }
    }
}
