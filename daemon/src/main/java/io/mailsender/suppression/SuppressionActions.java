package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.suppression.SuppressionRemoved.ByProvider;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What callers may do with the suppression list. A caller without the scope admin sees and changes only the entries for its own messages.
 * Each method throws a {@link ProblemException} for what the caller may not do or wrote wrongly; without a store it is 501.
 */
@Singleton
public final class SuppressionActions {

    private final @Nullable SuppressionStore store;
    private final @Nullable SuppressionCheck check;
    private final SuppressionSettings settings;
    private final ProviderListAccess providerLists;

    SuppressionActions(
            @Nullable SuppressionStore store,
            @Nullable SuppressionCheck check,
            SuppressionSettings settings,
            ProviderListAccess providerLists) {
        this.store = store;
        this.check = check;
        this.settings = settings;
        this.providerLists = providerLists;
    }

    /** A page of the list, in the order of the addresses. */
    public CompletionStage<SuppressionPage> list(Caller caller, SuppressionQuery query) {
        SuppressionFilter filter = query.filter(caller);
        return require(store).list(filter).thenApply(found -> SuppressionPage.of(found, filter.limit() - 1));
    }

    /** The entries of an address. The stage fails with a {@link ProblemException} 404 if there are none. */
    public CompletionStage<SuppressionPage> get(Caller caller, String address) {
        SuppressionFilter filter = new SuppressionFilter(
                caller.visibleOwner(),
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

    /** Suppresses addresses. */
    public CompletionStage<SuppressionPage> add(Caller caller, SuppressionRequest request) {
        SuppressionStore list = require(store);
        List<Suppression> entries = SuppressionReader.read(request, caller, list.now());
        return list.add(entries).thenApply(added -> {
            if (check != null) {
                check.onAdded();
            }
            return new SuppressionPage(SuppressionView.of(entries), null);
        });
    }

    /**
     * Removes an address.
     *
     * @param scope only the entry of this scope; {@code null} for all that the caller may change
     * @param liftAtProviders whether to remove it from the providers' own lists, too; {@code null} for the default
     */
    public CompletionStage<SuppressionRemoved> remove(
            Caller caller, String address, @Nullable String scope, @Nullable Boolean liftAtProviders) {
        EmailAddress parsed = SuppressionReader.address(address);
        if (Boolean.TRUE.equals(liftAtProviders)) {
            ScopeWord.requireAll(caller, "lift_at_providers");
        }
        boolean lift = liftAtProviders == null ? liftsAtProviders(caller) : liftAtProviders;
        return require(store)
                .remove(parsed, ScopeWord.filter(scope, caller))
                .thenCombine(
                        lift
                                ? providerLists.lift(parsed).thenApply(SuppressionActions::nullable)
                                : CompletableFuture.completedFuture(nullable(null)),
                        SuppressionActions::removed);
    }

    /** Whether a removal also asks the providers unless the caller says otherwise. */
    public boolean liftsAtProviders(Caller caller) {
        return settings.liftAtProviders() && caller.visibleOwner() == null;
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
