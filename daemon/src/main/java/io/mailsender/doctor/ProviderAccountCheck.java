package io.mailsender.doctor;

import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Reply;
import io.mailsender.provider.TransientFailure;
import io.micronaut.retry.annotation.Recoverable;
import io.micronaut.retry.annotation.Retryable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the provider, once more after a transient failure. If that fails, too, {@link AccountCheckFallback} answers. */
@Singleton
// The interface is named because Micronaut looks for a fallback of the class otherwise (micronaut-core#3864).
@Recoverable(api = AccountCheck.class)
class ProviderAccountCheck implements AccountCheck {

    /** The longest time for one try, which makes several requests. */
    static final Duration TIMEOUT = Duration.ofSeconds(12);

    private final LastAnswerCache lastAnswers;

    ProviderAccountCheck(LastAnswerCache lastAnswers) {
        this.lastAnswers = lastAnswers;
    }

    @Override
    @Retryable(attempts = "1", delay = "300ms", predicate = TransientFailure.class)
    public CompletableFuture<List<CheckedFinding>> findings(AccountQuestion question) {
        return question.reason()
                .of(() -> question.account()
                        .findings()
                        .toCompletableFuture()
                        .copy()
                        .orTimeout(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
                        .exceptionallyComposeAsync(failure -> CompletableFuture.failedFuture(
                                failure instanceof TimeoutException ? tooSlow() : failure)))
                .thenApply(findings -> findings.stream()
                        .map(finding -> CheckedFinding.of(question.provider(), finding))
                        .toList())
                .thenApply(found -> lastAnswers.keep(question.provider(), found));
    }

    private static LookupFailedException tooSlow() {
        return new LookupFailedException(Reply.none("no answer within " + TIMEOUT.toSeconds() + " s"), false);
    }
}
