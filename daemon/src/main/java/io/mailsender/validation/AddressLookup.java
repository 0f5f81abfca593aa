package io.mailsender.validation;

import io.mailsender.common.AsyncFailure;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.AddressValidation;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Reply;
import io.micronaut.retry.annotation.RetryPredicate;
import io.micronaut.retry.annotation.Retryable;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Asks a provider about an address, with one retry after a transient failure: unlike a send, asking twice does no harm. */
@Singleton
class AddressLookup {

    @Retryable(attempts = "1", delay = "300ms", predicate = TransientFailure.class)
    CompletionStage<AddressValidation.Status> status(AddressValidation validation, EmailAddress address) {
        return validation.status(address);
    }

    @Retryable(attempts = "1", delay = "300ms", predicate = TransientFailure.class)
    CompletionStage<Reply> request(AddressValidation validation, EmailAddress address) {
        return validation.request(address);
    }

    /** Whether another try may help. */
    @Singleton
    static final class TransientFailure implements RetryPredicate {
        @Override
        public boolean test(Throwable failure) {
            Throwable e = AsyncFailure.cause(failure);
            return e instanceof LookupFailedException lookup && lookup.isPassing();
        }
    }
}
