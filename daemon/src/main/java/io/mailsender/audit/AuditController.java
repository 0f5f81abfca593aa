package io.mailsender.audit;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Shows the audit; nothing changes it. */
@Controller("/audit")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.ADMIN)
@Tag(name = "audit")
final class AuditController {

    private static final int DEFAULT_LIMIT = 50;

    private final AuditReader audit;

    AuditController(AuditReader audit) {
        this.audit = audit;
    }

    @Get
    @Operation(
            operationId = "audit",
            summary = "List who did what, newest first",
            description =
                    "Changes over the API and in the console, refused ones, sign-ins, and each look at the content of a mail. Not sends, and no reads of what is not secret.")
    CompletionStage<AuditPage> audit(
            @Parameter(
                            description = "Only what was done with the API key with this name.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            minLength = 1,
                                            maxLength = 100,
                                            pattern = ApiPattern.LINE))
                    @QueryValue("key")
                    @Nullable
                    String key,
            @Parameter(
                            description = "Only this action, such as `key.create`.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            pattern = "^[ -~]{1," + Deed.MAX_ACTION + "}$"))
                    @QueryValue("action")
                    @Nullable
                    String action,
            @Parameter(
                            description =
                                    "Only what was done to this: the id of a message, an API key or a webhook, or the name of a provider.",
                            schema = @Schema(type = "string", nullable = false, pattern = "^" + Target.PATTERN + "$"))
                    @QueryValue("target")
                    @Nullable
                    String target,
            @Parameter(
                            description = "Only what was done at or after this time.",
                            schema = @Schema(type = "string", nullable = false, format = "date-time"))
                    @QueryValue("since")
                    @Nullable
                    String since,
            @Parameter(
                            description = "Only what was done before this time.",
                            schema = @Schema(type = "string", nullable = false, format = "date-time"))
                    @QueryValue("until")
                    @Nullable
                    String until,
            @Parameter(
                            description = "The `next` of the previous page.",
                            schema = @Schema(type = "string", nullable = false, pattern = AuditCriteria.CURSOR))
                    @QueryValue("cursor")
                    @Nullable
                    String cursor,
            @Parameter(
                            description = "The number of entries in a page; the default is 50.",
                            schema =
                                    @Schema(
                                            type = "integer",
                                            format = "int32",
                                            nullable = false,
                                            minimum = "1",
                                            maximum = "" + AuditReader.MAX_LIMIT))
                    @QueryValue("limit")
                    @Nullable
                    Integer limit) {
        return audit.list(
                new AuditCriteria(key, action, target, since, until), cursor, limit == null ? DEFAULT_LIMIT : limit);
    }
}
