package io.mailsender.validation;

import io.mailsender.provider.AddressValidation;
import io.micronaut.retry.annotation.Fallback;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** Answers for a provider that cannot be asked: unknown, with the reason. */
@Singleton
@Fallback
class AddressLookupFallback implements AddressLookup {

    @Override
    public CompletableFuture<ValidationStatus.ByProvider> status(AddressQuestion question) {
        return CompletableFuture.completedFuture(new ValidationStatus.ByProvider(
                question.provider(),
                AddressValidation.Status.UNKNOWN.word(),
                question.reason().reply().text()));
    }

    @Override
    public CompletableFuture<ValidationRequested.ByProvider> request(AddressQuestion question) {
        return CompletableFuture.completedFuture(ValidationRequested.ByProvider.of(
                question.provider(), question.reason().reply(), false));
    }
}
