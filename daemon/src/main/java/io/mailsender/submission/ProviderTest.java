package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.RoundResult;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.provider.Provider;
import io.mailsender.queue.Submission;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends a short mail through exactly one provider, also while it rests. It is a message like any other: it counts against quotas and
 * limits, is not sent to suppressed addresses, and is on record, with the tag test.
 */
@Singleton
public final class ProviderTest {

    private final Failover failover;
    private final SubmissionReader reader;
    private final @Nullable SendService sendService;

    /** @param sendService {@code null} without a store */
    ProviderTest(Failover failover, SubmissionReader reader, @Nullable SendService sendService) {
        this.failover = failover;
        this.reader = reader;
        this.sendService = sendService;
    }

    /**
     * Sends the mail.
     *
     * @param to a mailbox
     * @param from the sender's address; {@code null} for that of the provider
     * @return completes with what the provider did
     * @throws ProblemException 404 if there is no such provider, 400 if an address is not valid, 403 if the caller may not, 429 if its
     *     quota is used up
     */
    public CompletionStage<ProviderTestResult> send(
            Caller caller, String name, @Nullable String to, @Nullable String from) {
        if (caller.visibleOwner() != null) {
            throw new ProblemException(Problem.of(HttpStatus.FORBIDDEN, "This needs a key with the scope admin."));
        }
        Provider provider = failover.providers().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such provider.")));
        if (to == null) {
            throw ProblemException.badRequest("to", "is required: the address that gets the test mail");
        }
        Submission submission = reader.test(provider, to, from, caller);
        return sent(submission)
                .thenApply(result -> ProviderTestResult.of(submission.message().id(), name, result));
    }

    private CompletionStage<RoundResult> sent(Submission submission) {
        SendService service = sendService;
        if (service == null) {
            return failover.deliver(submission.message(), submission.onUnknown());
        }
        return service.check(submission).thenCompose(left -> {
            if (left.isSuppressed()) {
                throw ProblemException.unprocessable(SendResponses.whySuppressed(left));
            }
            return service.round(left);
        });
    }
}
