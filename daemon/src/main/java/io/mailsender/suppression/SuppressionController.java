package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.suppression.SuppressionRemoved.ByProvider;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Shows and changes the suppression list. */
@Controller("/suppressions")
@ErrorResponses
@ErrorResponses.OfStore
@Tag(name = "suppressions")
final class SuppressionController {

    private final @Nullable SuppressionStore store;
    private final @Nullable SuppressionCheck check;
    private final SuppressionSettings settings;
    private final ProviderListAccess providerLists;

    SuppressionController(
            @Nullable SuppressionStore store,
            @Nullable SuppressionCheck check,
            SuppressionSettings settings,
            ProviderListAccess providerLists) {
        this.store = store;
        this.check = check;
        this.settings = settings;
        this.providerLists = providerLists;
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
        SuppressionFilter filter = new SuppressionFilter(
                Caller.of(http).visibleOwner(),
                SuppressionReader.address(address),
                null,
                null,
                null,
                SuppressionStore.MAX_ADDED);
        return require(store).list(filter).thenApply(found -> {
            if (found.isEmpty()) {
                throw notFound();
            }
            return new SuppressionPage(SuppressionView.of(found), null);
        });
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
        SuppressionStore list = require(store);
        List<Suppression> entries = SuppressionReader.read(request, Caller.of(http), list.now());
        return list.add(entries).thenApply(added -> {
            if (check != null) {
                check.onAdded();
            }
            return new SuppressionPage(SuppressionView.of(entries), null);
        });
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
        Caller caller = Caller.of(http);
        EmailAddress parsed = SuppressionReader.address(address);
        if (Boolean.TRUE.equals(liftAtProviders)) {
            ScopeWord.requireAll(caller, "lift_at_providers");
        }
        boolean lift =
                liftAtProviders == null ? settings.liftAtProviders() && caller.visibleOwner() == null : liftAtProviders;
        return require(store)
                .remove(parsed, ScopeWord.filter(scope, caller))
                .thenCombine(
                        lift
                                ? providerLists.lift(parsed).thenApply(SuppressionController::nullable)
                                : CompletableFuture.completedFuture(nullable(null)),
                        SuppressionController::removed);
    }

    private static @Nullable List<ByProvider> nullable(@Nullable List<ByProvider> providers) {
        return providers;
    }

    private static SuppressionRemoved removed(List<Suppression> removed, @Nullable List<ByProvider> providers) {
        if (removed.isEmpty() && providers == null) {
            throw notFound();
        }
        return new SuppressionRemoved(SuppressionView.of(removed), providers);
    }

    private static ProblemException notFound() {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "The address is not on the suppression list."));
    }

    static SuppressionStore require(@Nullable SuppressionStore store) {
        if (store == null) {
            throw ProblemException.needsAStore("The suppression list", "configure one");
        }
        return store;
    }
}
