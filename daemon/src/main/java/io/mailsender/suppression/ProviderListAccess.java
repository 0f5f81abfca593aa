package io.mailsender.suppression;

import io.mailsender.common.AsyncFailure;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderOrder;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.suppression.SuppressionRemoved.ByProvider;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The providers' own lists. */
@Singleton
final class ProviderListAccess {

    private static final long TIMEOUT_SECONDS = 30;

    private final ProviderOrder providers;

    ProviderListAccess(ProviderOrder providers) {
        this.providers = providers;
    }

    /** Removes an address from the list of every provider that has one. Always completes normally. */
    CompletionStage<List<ByProvider>> lift(EmailAddress address) {
        List<CompletableFuture<ByProvider>> answers = providers.all().stream()
                .flatMap(provider -> provider.suppressions().stream().map(list -> lift(provider, list, address)))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }

    private static CompletableFuture<ByProvider> lift(Provider provider, SuppressionList list, EmailAddress address) {
        return CompletableFuture.completedFuture(address)
                .thenCompose(list::remove)
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .handle((removed, failure) ->
                        new ByProvider(provider.name(), failure == null, failure == null ? null : words(failure)));
    }

    /** The providers that have a list. */
    List<String> names() {
        return providers.all().stream()
                .filter(provider -> provider.suppressions().isPresent())
                .map(Provider::name)
                .toList();
    }

    /** @throws ProblemException 404 if there is no such provider, or it has no list that its API shows */
    SuppressionList of(String name) {
        return providers.all().stream()
                .filter(provider -> provider.name().equals(name))
                .flatMap(provider -> provider.suppressions().stream())
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.of(
                        HttpStatus.NOT_FOUND, "There is no such provider, or it has no list that can be imported.")));
    }

    /** A provider's failure in words. */
    static String words(Throwable failure) {
        Throwable cause = AsyncFailure.cause(failure);
        if (cause instanceof LookupFailedException) {
            return String.valueOf(cause.getMessage());
        }
        return cause instanceof TimeoutException ? "no answer in time" : "internal error";
    }
}
