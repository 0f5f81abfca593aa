package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.delivery.Failover;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.original.Arrival;
import io.mailsender.original.MailBytes;
import io.mailsender.original.MailRefusedException;
import io.mailsender.original.OriginalMail;
import io.mailsender.queue.Submission;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Accepts a whole mail (RFC 5322) and sends it. */
@Controller
@Hidden
final class MailController {

    private final Failover failover;
    private final SubmissionReader reader;
    private final @Nullable SendService sendService;

    /** @param sendService {@code null} without a store: a mail is then sent immediately and not kept */
    MailController(Failover failover, SubmissionReader reader, @Nullable SendService sendService) {
        this.failover = failover;
        this.reader = reader;
        this.sendService = sendService;
    }

    /**
     * @param sender the return path, which must be at a domain of the API key; providers use their own
     * @param recipients of the envelope; {@code null} for those in To, Cc and Bcc
     */
    @AuditAs(AuditAs.NOTHING)
    @Post(value = "/send", consumes = "message/rfc822")
    @ExecuteOn(MailSubmission.EXECUTOR)
    @RequiresScope(Scope.SEND)
    CompletionStage<HttpResponse<?>> send(
            HttpRequest<?> http,
            @Body byte @Nullable [] body,
            @QueryValue("sender") @Nullable String sender,
            @QueryValue("recipient") @Nullable List<String> recipients,
            @Header("Prefer") @Nullable String prefer,
            @Header("Idempotency-Key") @Nullable String idempotencyKey) {
        Preference preference = Preference.of(prefer);
        if (sendService == null && preference.async()) {
            throw SendController.needsAStore("Prefer: respond-async");
        }
        if (sendService == null && idempotencyKey != null) {
            throw SendController.needsAStore("Idempotency-Key");
        }
        Submission submission = read(http, body == null ? new byte[0] : body, sender, recipients, idempotencyKey);
        if (sendService == null) {
            return failover.deliver(submission.message(), submission.onUnknown())
                    .thenApply(result -> SendResponses.of(submission.message().id(), result, false));
        }
        return preference.async() || submission.due().isAfter(Instant.now())
                ? sendService.accept(submission, preference.maxWait())
                : sendService.send(submission);
    }

    private Submission read(
            HttpRequest<?> http,
            byte[] body,
            @Nullable String sender,
            @Nullable List<String> recipients,
            @Nullable String idempotencyKey) {
        Caller caller = Caller.of(http);
        try {
            byte[] mail = MailBytes.withLineEnds(body);
            EmailAddress from = sender == null || sender.isEmpty() ? null : address("sender", sender);
            caller.authorizeReturnPath(from);
            List<EmailAddress> to = recipients == null || recipients.isEmpty()
                    ? OriginalMail.recipients(mail)
                    : recipients.stream()
                            .map(text -> address("recipient", text))
                            .toList();
            requireNumber(to.size());
            Arrival arrival =
                    new Arrival(from, false, to, trace(http), http.isSecure() ? "HTTPS" : "HTTP", Instant.now());
            return reader.read(mail, arrival, caller, idempotencyKey);
        } catch (MailRefusedException e) {
            throw ProblemException.badRequest("body", String.valueOf(e.getMessage()));
        }
    }

    private static void requireNumber(int recipients) {
        if (recipients == 0 || recipients > MessageReader.MAX_RECIPIENTS) {
            throw ProblemException.badRequest(
                    "recipient",
                    "must be there 1 to " + MessageReader.MAX_RECIPIENTS
                            + " times, or the mail must have as many addresses in To, Cc and Bcc");
        }
    }

    private static EmailAddress address(String field, String text) {
        try {
            return EmailAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(field, String.valueOf(e.getMessage()));
        }
    }

    private String trace(HttpRequest<?> http) {
        InetAddress client = http.getRemoteAddress().getAddress();
        return "from [" + (client == null ? "127.0.0.1" : MailBytes.literal(client)) + "] by " + reader.domain();
    }
}
