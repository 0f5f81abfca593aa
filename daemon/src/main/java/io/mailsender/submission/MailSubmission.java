package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.original.Arrival;
import io.mailsender.original.MailRefusedException;
import io.mailsender.provider.Reply;
import io.mailsender.queue.Added;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.RecipientCheck;
import io.mailsender.queue.Submission;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Accepts whole mails for later delivery, as {@code POST /send} with {@code Prefer: respond-async} does. */
@Singleton
@Requires(beans = MessageStore.class)
public final class MailSubmission {

    /** Its threads read mails. */
    public static final String EXECUTOR = "mails";

    private final SubmissionReader reader;
    private final SendService sendService;
    private final RecipientCheck recipientCheck;

    MailSubmission(SubmissionReader reader, SendService sendService, @Nullable RecipientCheck recipientCheck) {
        this.reader = reader;
        this.sendService = sendService;
        this.recipientCheck = recipientCheck == null ? RecipientCheck.NONE : recipientCheck;
    }

    /** The most recipients of one mail. */
    public static int maxRecipients() {
        return MessageReader.MAX_RECIPIENTS;
    }

    /**
     * Why an address must not be mailed; empty if it may be, or if the caller may say in the mail that it is mailed nevertheless.
     *
     * @return completes exceptionally if that cannot be known now
     */
    public CompletionStage<Optional<String>> suppressed(Caller caller, EmailAddress recipient) {
        return caller.mayIgnoreSuppression()
                ? CompletableFuture.completedFuture(Optional.empty())
                : recipientCheck
                        .suppressed(caller.name(), List.of(recipient))
                        .thenApply(found ->
                                Optional.ofNullable(found.get(recipient)).map(Reply::text));
    }

    /**
     * Stores a mail. A mail that was stored before is recognised for 24 hours.
     *
     * @param mail its lines end with CR LF
     * @param onSuppressed what to do if every recipient is on the suppression list; the others are left out
     * @return completes with its id when it is durable; with a {@link ProblemException} if it is not accepted
     * @throws MailRefusedException if the mail cannot be sent as it is
     * @throws ProblemException if the caller may not send it, or one of its header fields for the gateway is wrong
     */
    public CompletionStage<String> accept(byte[] mail, Arrival arrival, Caller caller, OnSuppressed onSuppressed) {
        Submission submission = reader.read(mail, arrival, caller, null);
        return sendService
                .check(submission)
                .thenCompose(left ->
                        left.isSuppressed() && onSuppressed == OnSuppressed.REFUSE ? nobodyIsLeft(left) : store(left));
    }

    private CompletionStage<String> store(Submission submission) {
        return sendService.accept(submission).handle((added, failure) -> {
            if (failure != null) {
                throw SendService.notAccepted();
            }
            if (added instanceof Added.Conflict) {
                throw SendService.conflict();
            }
            return added instanceof Added.Replayed replayed
                    ? replayed.id()
                    : submission.message().id().value();
        });
    }

    /** The repetition of a mail from before its recipients were suppressed is answered like the first one. */
    private CompletionStage<String> nobodyIsLeft(Submission submission) {
        return sendService.usedBefore(submission).thenApply(before -> {
            if (before.isPresent() && before.get() instanceof Added.Replayed replayed) {
                return replayed.id();
            }
            throw ProblemException.unprocessable(SendResponses.whySuppressed(submission));
        });
    }
}
