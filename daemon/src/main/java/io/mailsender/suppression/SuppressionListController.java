package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists the suppressed addresses. */
@Controller("/suppressions")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.READ)
@Tag(name = "suppressions")
final class SuppressionListController {

    private final SuppressionActions actions;

    SuppressionListController(SuppressionActions actions) {
        this.actions = actions;
    }

    @Get
    @Operation(
            operationId = "suppressions",
            summary = "List suppressed addresses, in their order",
            description = "Keys without the scope `admin` see only their own entries.")
    CompletionStage<SuppressionPage> list(
            HttpRequest<?> http,
            @Parameter(
                            description = "Only this address. Write a `+` in it as `%2B`.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            format = "address",
                                            pattern = ApiPattern.ADDRESS))
                    @QueryValue("address")
                    @Nullable
                    String address,
            @Parameter(
                            description = "Only entries with this reason.",
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
                    String reason,
            @Parameter(
                            description = "Only entries of this scope: the name of an API key, or `*`.",
                            schema = @Schema(type = "string", nullable = false, pattern = ScopeWord.PATTERN))
                    @QueryValue("scope")
                    @Nullable
                    String scope,
            @Parameter(
                            description = "Only entries from this source.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            minLength = 1,
                                            maxLength = 100,
                                            pattern = ApiPattern.LINE))
                    @QueryValue("source")
                    @Nullable
                    String source,
            @Parameter(
                            description = "The `next` of the previous page.",
                            schema = @Schema(type = "string", nullable = false, pattern = "^[A-Za-z0-9_-]{1,1400}$"))
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
                                            maximum = "" + SuppressionQuery.MAX_LIMIT))
                    @QueryValue("limit")
                    @Nullable
                    Integer limit) {
        return actions.list(Caller.of(http), new SuppressionQuery(address, reason, scope, source, cursor, limit));
    }
}
