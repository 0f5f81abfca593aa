package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Shows the providers and their health, and lets them rest. */
@Controller("/providers")
@ErrorResponses
@RequiresScope(Scope.READ)
@Tag(name = "providers")
final class ProviderController {

    private final ProviderList list;
    private final ProviderActions actions;

    ProviderController(ProviderList list, ProviderActions actions) {
        this.list = list;
        this.actions = actions;
    }

    @Get
    @ErrorResponses.OfLoad
    @Operation(
            operationId = "providers",
            summary = "List the providers with their health, and the routes",
            description = "Keys without the scope `admin` see only the routes that they may name.")
    ProviderOverview providers(HttpRequest<?> http) {
        return list.of(Caller.of(http));
    }

    @AuditAs("provider.rest")
    @Post("/{name}/rest")
    @RequiresScope(Scope.ADMIN)
    @ErrorResponses.OfBody
    @ErrorResponses.OfOne
    @ErrorResponses.OfLoad
    @Operation(
            operationId = "restProvider",
            summary = "Take a provider out of use",
            description =
                    "It gets no further message, not even if no other provider is left; attempts in progress go on. All nodes of the store follow within seconds, and the rest outlasts restarts. Without a store it holds until this process ends.")
    CompletionStage<ProviderDescription> rest(HttpRequest<?> http, String name, @Body @Nullable RestRequest request) {
        return actions.rest(
                Caller.of(http),
                name,
                request == null ? null : request.until(),
                request == null ? null : request.reason());
    }

    @AuditAs("provider.resume")
    @Post("/{name}/resume")
    @RequiresScope(Scope.ADMIN)
    @ErrorResponses.OfOne
    @ErrorResponses.OfLoad
    @Operation(
            operationId = "resumeProvider",
            summary = "Put a provider back into use",
            description = "Ends a rest by hand, and a rest after failures, at all nodes of the store.")
    CompletionStage<ProviderDescription> resume(HttpRequest<?> http, String name) {
        return actions.resume(Caller.of(http), name);
    }
}
