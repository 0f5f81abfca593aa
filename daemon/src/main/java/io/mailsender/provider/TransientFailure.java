package io.mailsender.provider;

import io.mailsender.common.AsyncFailure;
import io.micronaut.retry.annotation.RetryPredicate;
import jakarta.inject.Singleton;

/** Whether another try of a look-up may help, for {@code @Retryable}. */
@Singleton
public final class TransientFailure implements RetryPredicate {

    @Override
    public boolean test(Throwable failure) {
        return AsyncFailure.cause(failure) instanceof LookupFailedException lookup && lookup.isPassing();
    }
}
