package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;

/** Resends, cancels and settles many messages. */
@Controller("/messages")
@ErrorResponses
@ErrorResponses.OfStore
@ErrorResponses.OfBody
@RequiresScope(Scope.SEND)
@Tag(name = "messages")
final class BulkController {

    private static final String CONFLICT = ErrorResponses.PLACE + "Conflict";

    private final BulkActions actions;

    BulkController(BulkActions actions) {
        this.actions = actions;
    }

    @Post("/resend")
    @ApiResponse(responseCode = "409", ref = CONFLICT)
    @Operation(
            operationId = "resendMany",
            summary = "Resend many messages",
            description =
                    "Each as `POST /messages/{id}/resend` does, to the recipients who do not have it, and counted against the quota: the first that is above it, and those after it, are left. A message that was changed since it was read is skipped. Unknown messages may have been sent: their copies are marked as possible duplicates.")
    CompletionStage<BulkResult> resend(HttpRequest<?> http, @Body BulkRequest request) {
        return actions.resend(Caller.of(http), request);
    }

    @Post("/cancel")
    @ApiResponse(responseCode = "409", ref = CONFLICT)
    @Operation(
            operationId = "cancelMany",
            summary = "Cancel many queued messages",
            description = "Each as `DELETE /messages/{id}` does. A message that is no longer queued is skipped.")
    CompletionStage<BulkResult> cancel(HttpRequest<?> http, @Body BulkRequest request) {
        return actions.cancel(Caller.of(http), request);
    }

    @Post("/close")
    @ApiResponse(responseCode = "409", ref = CONFLICT)
    @Operation(
            operationId = "closeMany",
            summary = "Settle many messages with status `unknown`",
            description = "Each as `POST /messages/{id}/close` does. A message that is no longer unknown is skipped.")
    CompletionStage<BulkResult> close(HttpRequest<?> http, @Body BulkCloseRequest request) {
        return actions.close(Caller.of(http), request.messages(), request.status());
    }
}
