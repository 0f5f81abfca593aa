package io.mailsender.submission;

import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The problems that only a synchronous send answers. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ApiResponse(
        responseCode = "409",
        description = "The first request with this Idempotency-Key is still in progress.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = DeliveryProblem.class)))
@ApiResponse(
        responseCode = "422",
        description =
                "A provider rejected the message, so no further one was tried; or no configured provider supports it; or the Idempotency-Key was used for a different request. `detail` says which.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = DeliveryProblem.class)))
@ApiResponse(responseCode = "501", ref = ErrorResponses.PLACE + "NoStore")
@ApiResponse(
        responseCode = "503",
        description =
                "No provider could take the message; it was certainly not sent. Send it again later. With the same Idempotency-Key that is a new try, and `Idempotent-Retry-Of` in its answer has the id of the earlier message.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = DeliveryProblem.class)))
@ApiResponse(
        responseCode = "504",
        description = "Nobody can tell whether the message was sent: sending it again may duplicate it.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = DeliveryProblem.class)))
@interface SendErrorResponses {}
