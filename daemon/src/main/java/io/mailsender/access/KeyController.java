package io.mailsender.access;

import io.mailsender.common.AuditAs;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Creates, lists and revokes API keys. */
@Controller("/keys")
@ErrorResponses
@RequiresScope(Scope.ADMIN)
@Tag(name = "keys")
final class KeyController {

    private final KeyActions actions;

    KeyController(KeyActions actions) {
        this.actions = actions;
    }

    @AuditAs("key.create")
    @Post
    @Operation(
            operationId = "createKey",
            summary = "Create an API key",
            description =
                    "Only this answer ever shows the key. A name may have two live keys, so that one can replace the other.")
    @ApiResponse(
            responseCode = "201",
            description = "The key was created.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = KeyView.class)))
    @ApiResponse(
            responseCode = "409",
            description =
                    "The name already has two live keys, or is used in the configuration; or this would be the first key, and lacks the scope admin.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM)))
    @ErrorResponses.OfBody
    @ErrorResponses.OfStore
    CompletionStage<HttpResponse<KeyView>> create(@Body KeyRequest request) {
        return actions.create(request)
                .thenApply(key -> HttpResponse.<KeyView>created(URI.create("/keys/" + key.id()))
                        .body(key));
    }

    @Get
    @ErrorResponses.OfLoad
    @Operation(operationId = "keys", summary = "List the API keys, oldest first, after those in the configuration")
    CompletionStage<KeyList> keys() {
        return actions.list().thenApply(KeyList::new);
    }

    @AuditAs("key.revoke")
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Operation(operationId = "revokeKey", summary = "Revoke an API key: every node refuses it within 5 seconds")
    @ApiResponse(responseCode = "204", description = "The key is revoked.")
    @ErrorResponses.OfOne
    @ErrorResponses.OfStore
    CompletionStage<Void> revoke(@Parameter(schema = @Schema(pattern = "^[a-z2-7]{12}$")) String id) {
        return actions.revoke(id);
    }

    /** All keys. */
    @Serdeable
    @Schema(name = "KeyList", description = "API keys.")
    record KeyList(List<KeyView> keys) {}
}
