package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Reads and writes the suppression list as a file, and copies those of vendors. */
@Controller("/suppressions")
@ErrorResponses
@ErrorResponses.OfStore
@Tag(name = "suppressions")
final class SuppressionFileController {

    private static final String CSV = "text/csv";

    private final SuppressionFiles files;

    SuppressionFileController(SuppressionFiles files) {
        this.files = files;
    }

    @Get("/export")
    @Produces(CSV)
    @RequiresScope(Scope.READ)
    @Operation(
            operationId = "exportSuppressions",
            summary = "Download the suppression list as a file",
            description =
                    "With a header row. A cell that a spreadsheet would execute has an apostrophe before it; the import removes it. Keys without the scope `admin` get only their own entries.")
    @ApiResponse(
            responseCode = "200",
            description = "The list.",
            content = @Content(mediaType = CSV, schema = @Schema(type = "string")))
    HttpResponse<Publisher<byte[]>> export(HttpRequest<?> http) {
        return HttpResponse.<Publisher<byte[]>>ok(files.export(Caller.of(http)))
                .header("Content-Disposition", "attachment; filename=\"suppressions.csv\"");
    }

    @AuditAs("suppression.import")
    @Post("/import")
    @Consumes(CSV)
    @RequiresScope(Scope.SEND)
    @ErrorResponses.OfBody
    @Operation(
            operationId = "importSuppressions",
            summary = "Add the addresses of a file to the suppression list",
            description =
                    "With a header row (`address`, `reason`, `scope`, `created`, `expires`, `text`, or the names of SendGrid, Mailgun, Postmark or Amazon SES), or only addresses. A line that cannot be used is named, and the others are kept.")
    CompletionStage<SuppressionImported> importFile(
            HttpRequest<?> http,
            @RequestBody(content = @Content(mediaType = CSV, schema = @Schema(type = "string"))) @Body byte[] file,
            @Parameter(
                            description =
                                    "The scope of lines that name none; the default is as in `POST /suppressions`.",
                            schema = @Schema(type = "string", nullable = false, pattern = ScopeWord.PATTERN))
                    @QueryValue("scope")
                    @Nullable
                    String scope,
            @Parameter(
                            description = "The reason of lines that name none; the default is `manual`.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            allowableValues = {
                                                "hard_bounce",
                                                "soft_bounces",
                                                "complaint",
                                                "unsubscribe",
                                                "suppressed_at_provider",
                                                "manual"
                                            }))
                    @QueryValue("reason")
                    @Nullable
                    String reason) {
        return files.importFile(Caller.of(http), file, scope, reason);
    }

    @AuditAs("suppression.import")
    @Post("/import/{provider}")
    @RequiresScope(Scope.ADMIN)
    @ErrorResponses.OfOne
    @Operation(
            operationId = "importProviderSuppressions",
            summary = "Copy a provider's own list, for the messages of all keys",
            description = "Answers when the whole list was copied.")
    CompletionStage<SuppressionImported> importProvider(
            @Parameter(schema = @Schema(pattern = "^[a-z0-9][a-z0-9_-]*$")) String provider) {
        return files.importProvider(provider);
    }
}
