package io.mailsender.validation;

import io.mailsender.provider.TransientFailure;
import io.micronaut.retry.annotation.Recoverable;
import io.micronaut.retry.annotation.Retryable;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the provider, once more after a transient failure: unlike a send, asking twice does no harm. If that fails, too,
 * {@link AddressLookupFallback} answers.
 */
@Singleton
// The interface is named because Micronaut looks for a fallback of the class otherwise (micronaut-core#3864).
@Recoverable(api = AddressLookup.class)
class ProviderAddressLookup implements AddressLookup {

    @Override
    @Retryable(attempts = "1", delay = "300ms", predicate = TransientFailure.class)
    public CompletableFuture<ValidationStatus.ByProvider> status(AddressQuestion question) {
        return question.reason()
                .of(() -> question.validation().status(question.address()))
                .thenApply(status -> new ValidationStatus.ByProvider(question.provider(), status.word(), null));
    }

    @Override
    @Retryable(attempts = "1", delay = "300ms", predicate = TransientFailure.class)
    public CompletableFuture<ValidationRequested.ByProvider> request(AddressQuestion question) {
        return question.reason()
                .of(() -> question.validation().request(question.address()))
                .thenApply(reply -> ValidationRequested.ByProvider.of(question.provider(), reply, true));
    }
}
