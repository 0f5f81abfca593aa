package io.mailsender.doctor;

import io.mailsender.provider.Finding;
import io.micronaut.retry.annotation.Fallback;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Answers for a provider that cannot be asked: with the reason, and with its last answer, which keeps its own time. */
@Singleton
@Fallback
class AccountCheckFallback implements AccountCheck {

    private final LastAnswerCache lastAnswers;

    AccountCheckFallback(LastAnswerCache lastAnswers) {
        this.lastAnswers = lastAnswers;
    }

    /** A {@code CompletableFuture}, since Micronaut casts the result of a fallback to it. */
    @Override
    public CompletableFuture<List<CheckedFinding>> findings(AccountQuestion question) {
        List<CheckedFinding> last = lastAnswers.of(question.provider());
        Finding unknown = Finding.unknown(
                Finding.Check.ACCOUNT,
                "the provider could not be asked: " + question.reason().reply().text(),
                last.isEmpty()
                        ? "check the network and the provider's status page, and run the check again"
                        : "its last findings are from " + last.get(0).at() + "; run the check again");
        return CompletableFuture.completedFuture(
                Stream.concat(Stream.of(CheckedFinding.of(question.provider(), unknown)), last.stream())
                        .toList());
    }
}
