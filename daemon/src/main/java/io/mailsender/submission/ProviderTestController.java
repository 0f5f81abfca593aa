package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;

/** Sends test mails. */
@Controller
@ErrorResponses
@RequiresScope(Scope.ADMIN)
@Tag(name = "providers")
final class ProviderTestController {

    private final ProviderTest test;

    ProviderTestController(ProviderTest test) {
        this.test = test;
    }

    @AuditAs("provider.test")
    @Post("/providers/{name}/test")
    @ErrorResponses.OfBody
    @ErrorResponses.OfOne
    @ErrorResponses.OfLoad
    @Operation(
            operationId = "testProvider",
            summary = "Send a test mail through one provider",
            description =
                    "Sends one short mail through exactly this provider, also while it rests, and answers with its attempt. The mail is on record like any other, with the tag `test`.")
    @ApiResponse(
            responseCode = "200",
            description = "What the provider did; `status` says whether it took the mail.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = ProviderTestResult.class)))
    @ApiResponse(
            responseCode = "422",
            description = "The address is on the suppression list; nothing was sent.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM)))
    @ApiResponse(
            responseCode = "504",
            description = "The attempt was not on record in time; `detail` has the id of the mail.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM)))
    CompletionStage<ProviderTestResult> test(HttpRequest<?> http, String name, @Body ProviderTestRequest request) {
        return test.send(Caller.of(http), name, request.to(), request.from());
    }
}
