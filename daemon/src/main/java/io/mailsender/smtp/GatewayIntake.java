package io.mailsender.smtp;

import io.mailsender.access.Audit;
import io.mailsender.common.AsyncFailure;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.original.Arrival;
import io.mailsender.original.MailBytes;
import io.mailsender.original.MailRefusedException;
import io.mailsender.submission.MailSubmission;
import io.mailsender.submission.OnSuppressed;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands mails to the queue, and says in replies what became of them. */
@Singleton
@Requires(beans = MailSubmission.class)
final class GatewayIntake implements SmtpIntake {

    private static final SmtpReply LATER =
            SmtpReply.of(451, "4.3.0", "The mail cannot be accepted now; try again later");

    private static final int QUOTA_USED_UP = 452;

    private final MailSubmission submission;
    private final ExecutorService reading;
    private final OnSuppressed onSuppressed;
    private final Audit audit;

    /** @param reading its threads read mails, which may be large */
    GatewayIntake(
            MailSubmission submission,
            @Named(MailSubmission.EXECUTOR) ExecutorService reading,
            SmtpSettings settings,
            Audit audit) {
        this.submission = submission;
        this.reading = reading;
        this.onSuppressed = settings.suppressed();
        this.audit = audit;
    }

    @Override
    public CompletionStage<Optional<SmtpReply>> sender(
            SmtpSession session, @Nullable EmailAddress from, long declaredSize) {
        try {
            session.caller().authorizeRequest();
            session.caller().authorizeReturnPath(from);
            return CompletableFuture.completedFuture(Optional.empty());
        } catch (ProblemException e) {
            return CompletableFuture.completedFuture(Optional.of(refused(session, "SMTP MAIL", reply(e))));
        }
    }

    @Override
    public CompletionStage<Optional<SmtpReply>> recipient(SmtpSession session, EmailAddress to) {
        return onSuppressed == OnSuppressed.DROP
                ? CompletableFuture.completedFuture(Optional.empty())
                : submission
                        .suppressed(session.caller(), to)
                        .handle((reason, failure) -> failure != null
                                ? Optional.of(LATER)
                                : reason.map(why -> refused(session, "SMTP RCPT", suppressed(why))));
    }

    private static SmtpReply suppressed(String why) {
        return SmtpReply.of(550, "5.1.1", "This address is on the suppression list: " + why);
    }

    @Override
    public CompletionStage<SmtpReply> submit(SmtpTransaction mail) {
        SmtpSession session = mail.session();
        Arrival arrival = new Arrival(
                mail.from(), mail.from() == null, mail.recipients(), trace(session), mail.protocol(), Instant.now());
        return CompletableFuture.supplyAsync(
                        () -> submission.accept(mail.body(), arrival, session.caller(), onSuppressed), reading)
                .thenCompose(Function.identity())
                .handle((id, failure) -> failure == null
                        ? accepted(session, id)
                        : refused(session, "SMTP DATA", refusal(AsyncFailure.cause(failure))));
    }

    private SmtpReply accepted(SmtpSession session, String id) {
        record(session, "SMTP DATA", id, "queued", 250);
        return SmtpReply.of(250, "2.6.0", id + " queued");
    }

    /** Records a refusal, but not those of a quota: a client in a loop would fill the disk. A metric counts them. */
    private SmtpReply refused(SmtpSession session, String action, SmtpReply reply) {
        if (reply.code() != QUOTA_USED_UP) {
            record(session, action, "-", "refused", reply.code());
        }
        return reply;
    }

    private void record(SmtpSession session, String action, String id, String outcome, int code) {
        audit.record(
                session.caller().name(),
                action,
                id,
                outcome,
                code,
                session.client().getAddress());
    }

    /** RFC 5321, section 4.4; with the encryption as a comment, as mail servers write it. */
    private static String trace(SmtpSession session) {
        SmtpSession.TlsUse tls = session.tls();
        return "from " + session.helo() + " (["
                + MailBytes.literal(session.client().getAddress()) + "])"
                + (tls == null ? "" : "\r\n\t(using " + tls.protocol() + " with " + tls.cipher() + ")")
                + "\r\n\tby " + session.server();
    }

    private static SmtpReply refusal(Throwable failure) {
        if (failure instanceof MailRefusedException refused) {
            return SmtpReply.of(550, refused.statusCode(), String.valueOf(refused.getMessage()));
        }
        if (failure instanceof ProblemException problem) {
            return reply(problem);
        }
        throw failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
    }

    private static SmtpReply reply(ProblemException e) {
        String detail =
                Optional.ofNullable(e.problem().detail()).orElse(e.problem().title());
        return switch (e.problem().status()) {
            case 400 -> SmtpReply.of(550, "5.6.0", detail);
            case 403 -> SmtpReply.of(550, "5.7.1", detail);
            case 422 -> SmtpReply.of(550, "5.1.1", detail);
            case 429 -> SmtpReply.of(QUOTA_USED_UP, "4.7.1", detail);
            default -> LATER;
        };
    }
}
