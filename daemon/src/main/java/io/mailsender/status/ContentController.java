package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.audit.AuditTrail;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;

/** Shows the content of messages; each look is recorded. */
@Controller("/messages")
@ErrorResponses
@ErrorResponses.OfOne
@ErrorResponses.OfStore
@RequiresScope(Scope.READ)
@Tag(name = "messages")
final class ContentController {

    private static final String MAIL = "message/rfc822";
    private static final String GONE = "The content is no longer kept (`store.keep-content`).";

    private final MessageContents contents;
    private final AuditTrail audit;

    ContentController(MessageContents contents, AuditTrail audit) {
        this.contents = contents;
        this.audit = audit;
    }

    @Get("/{id}/content")
    @AuditAs("content.view")
    @Operation(
            operationId = "content",
            summary = "Get the content of a message",
            description =
                    "Needs the scopes `send` and `read` for the key's own messages, `admin` and `read` for those of all. Each look is recorded (`GET /audit`); if that fails, the answer is 503.")
    @ApiResponse(
            responseCode = "200",
            description = "The content.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ContentView.class)))
    @ApiResponse(
            responseCode = "410",
            description = GONE,
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM)))
    CompletionStage<ContentView> content(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id) {
        return contents.content(Caller.of(http), audit.actor(http), id);
    }

    @Get("/{id}/source")
    @Produces(MAIL)
    @AuditAs("source.view")
    @Operation(
            operationId = "source",
            summary = "Download a message as a mail",
            description =
                    "The bytes that came, if it came as a whole mail; otherwise as it is sent over SMTP. As for the content, the look is recorded.")
    @ApiResponse(
            responseCode = "200",
            description = "The mail (RFC 5322).",
            content = @Content(mediaType = MAIL, schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(
            responseCode = "410",
            description = GONE,
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM)))
    CompletionStage<HttpResponse<byte[]>> source(
            HttpRequest<?> http, @Parameter(schema = @Schema(pattern = ApiPattern.ID)) String id) {
        return contents.source(Caller.of(http), audit.actor(http), id)
                .thenApply(mail -> HttpResponse.ok(mail)
                        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + ".eml\""));
    }
}
