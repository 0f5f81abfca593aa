package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Shows and changes the suppression list. */
@Controller("/suppressions")
@ErrorResponses
@ErrorResponses.OfStore
@Tag(name = "suppressions")
final class SuppressionController {

    private final SuppressionActions actions;

    SuppressionController(SuppressionActions actions) {
        this.actions = actions;
    }

    @Get("/{address}")
    @RequiresScope(Scope.READ)
    @ErrorResponses.OfOne
    @Operation(
            operationId = "suppression",
            summary = "Get the entries of an address: 404 if it is not suppressed",
            description = "Keys without the scope `admin` see only their own entries.")
    CompletionStage<SuppressionPage> get(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(format = "address", pattern = ApiPattern.ADDRESS)) String address) {
        return actions.get(Caller.of(http), address);
    }

    @AuditAs("suppression.add")
    @Post
    @RequiresScope(Scope.SEND)
    @ErrorResponses.OfBody
    @Operation(
            operationId = "addSuppressions",
            summary = "Suppress addresses",
            description =
                    "An entry that exists is never weakened: the stronger reason and the later expiry stay. `manual` is the strongest reason. For another expiry remove it first.")
    CompletionStage<SuppressionPage> add(HttpRequest<?> http, @Body SuppressionRequest request) {
        return actions.add(Caller.of(http), request);
    }

    @AuditAs("suppression.remove")
    @Delete("/{address}")
    @RequiresScope(Scope.SEND)
    @ErrorResponses.OfOne
    @Operation(
            operationId = "removeSuppression",
            summary = "Remove an address from the suppression list",
            description =
                    "404 if it is not on the list, and no provider was asked. Keys without the scope `admin` remove only their own entry.")
    CompletionStage<SuppressionRemoved> remove(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(format = "address", pattern = ApiPattern.ADDRESS)) String address,
            @Parameter(
                            description = "Only the entry of this scope; the default is all that the key may change.",
                            schema = @Schema(type = "string", nullable = false, pattern = ScopeWord.PATTERN))
                    @QueryValue("scope")
                    @Nullable
                    String scope,
            @Parameter(
                            description =
                                    "Whether to remove it from the providers' own lists, too. Needs the scope `admin`. The default is the setting `suppression.lift-at-providers`.",
                            schema = @Schema(type = "boolean", nullable = false))
                    @QueryValue("lift_at_providers")
                    @Nullable
                    Boolean liftAtProviders) {
        return actions.remove(Caller.of(http), address, scope, liftAtProviders);
    }
}
