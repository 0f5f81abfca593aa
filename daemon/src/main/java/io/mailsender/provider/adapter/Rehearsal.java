package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Fails on purpose, in one of the ways that real providers do, so that a failover can be drilled. It sends nothing. */
@EachBean(Rehearsal.Settings.class)
public final class Rehearsal implements Provider {

    private final Settings settings;

    public Rehearsal(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String kind() {
        return "rehearsal";
    }

    @Override
    public CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
        Mode mode = settings.mode();
        Duration delay = mode == Mode.ACCEPTED_LATE ? timeout.plus(settings.delay()) : settings.delay();
        Outcome answer = mode.answer.to(envelope, settings.retryAfter());
        if (!mode.silent && delay.compareTo(timeout) < 0) {
            return after(delay, answer);
        }
        @Nullable CompletionStage<Outcome> late = mode.silent ? null : after(delay, answer);
        return after(timeout, new Outcome.Unknown(Reply.none("no answer within " + timeout.toMillis() + " ms"), late));
    }

    private static CompletionStage<Outcome> after(Duration wait, Outcome outcome) {
        return wait.isZero()
                ? CompletableFuture.completedStage(outcome)
                : CompletableFuture.supplyAsync(
                        () -> outcome, CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    /**
     * @param mode what goes wrong
     * @param retryAfter how long it asks to be left alone, where it does
     * @param delay how long its answer takes; with {@code accepted-late}, how long after the attempt has timed out. One that takes
     *     longer than an attempt may comes late
     */
    @Introspected
    @EachProperty("providers.rehearsal")
    public record Settings(
            String name,
            Mode mode,
            @Bindable(defaultValue = "60s") Duration retryAfter,
            @Bindable(defaultValue = "0s") Duration delay) {}

    /** What goes wrong. */
    public enum Mode {
        DNS(unreachable("rehearsal.invalid: host not found")),
        REFUSED(unreachable("connection refused")),
        CONNECT_TIMEOUT(unreachable("connect timed out")),
        TLS(unreachable("TLS: the certificate has expired")),
        REDIRECT((to, after) -> new Outcome.Unavailable(Cause.UNREACHABLE, new Reply(307, "Temporary Redirect"))),

        THROTTLED((to, after) -> new Outcome.Unavailable(Cause.THROTTLED, new Reply(429, "Too Many Requests"), after)),
        UNAVAILABLE_503(
                (to, after) -> new Outcome.Unavailable(Cause.THROTTLED, new Reply(503, "Service Unavailable"), after)),
        /** The mailbox asks for later, not the provider. */
        GREYLISTED(deferred(451, "4.7.1 Greylisted, try again later")),
        MAILBOX_FULL(deferred(452, "4.2.2 Mailbox full")),

        UNAUTHORIZED(account(401, "Invalid API key")),
        QUOTA(account(402, "Monthly quota exceeded")),
        SUSPENDED(account(403, "Account suspended")),
        UNVERIFIED(account(403, "The sender address is not verified")),
        AUTHENTICATION_FAILED(account(535, "5.7.8 Authentication credentials invalid")),

        UNSUPPORTED((to, after) ->
                new Outcome.Unavailable(Cause.UNSUPPORTED, Reply.none("the message is too large for this API"))),

        REJECTED((to, after) -> new Outcome.Rejected(new Reply(400, "The message was rejected as spam"))),
        NO_SUCH_MAILBOX((to, after) -> new Outcome.Rejected(new Reply(550, "5.1.1 No such mailbox"))),

        /** The answer comes when the caller, or the next provider, has had its turn already. */
        ACCEPTED_LATE((to, after) -> new Outcome.Sent(new Reply(250, "2.0.0 queued as REHEARSAL"), "REHEARSAL")),
        ACCEPTED_NO_ID((to, after) -> new Outcome.Sent(new Reply(200, "an unreadable answer"), null)),
        /** Every recipient but the first is refused: for good and for now, in turn. */
        PARTIAL((to, after) -> partial(to.recipients())),

        /** The request left, and silence. */
        TIMEOUT(true),
        /** As the gateway sees it no different from the one above: that is what is to be drilled. */
        ACCEPTED_THEN_TIMEOUT(true),
        RESET(unknown(0, "connection reset after the message had left")),
        REQUEST_TIMEOUT(unknown(408, "Request Timeout")),
        SERVER_ERROR(unknown(500, "Internal Server Error")),
        BAD_GATEWAY(unknown(502, "Bad Gateway")),
        GATEWAY_TIMEOUT(unknown(504, "Gateway Timeout"));

        private final Answer answer;
        private final boolean silent;

        Mode(Answer answer) {
            this.answer = answer;
            this.silent = false;
        }

        Mode(boolean silent) {
            this.answer = unknown(0, "no answer");
            this.silent = silent;
        }
    }

    /** Makes the outcome of an attempt. */
    private interface Answer {
        Outcome to(Envelope envelope, Duration retryAfter);
    }

    private static Answer unreachable(String what) {
        return (to, after) -> new Outcome.Unavailable(Cause.UNREACHABLE, Reply.none(what));
    }

    private static Answer account(int status, String text) {
        return (to, after) -> new Outcome.Unavailable(Cause.ACCOUNT, new Reply(status, text));
    }

    private static Answer deferred(int status, String text) {
        return (to, after) -> new Outcome.Unavailable(Cause.DEFERRED, new Reply(status, text));
    }

    private static Answer unknown(int status, String text) {
        return (to, after) -> new Outcome.Unknown(new Reply(status, text));
    }

    private static Outcome partial(List<EmailAddress> recipients) {
        Map<EmailAddress, Outcome> refused = new LinkedHashMap<>();
        for (int i = 1; i < recipients.size(); i++) {
            refused.put(
                    recipients.get(i),
                    i % 2 == 1
                            ? new Outcome.Rejected(new Reply(550, "5.1.1 No such mailbox"))
                            : new Outcome.Unavailable(Cause.DEFERRED, new Reply(452, "4.2.2 Mailbox full")));
        }
        return new Outcome.Sent(new Reply(250, "2.0.0 queued as REHEARSAL"), "REHEARSAL", refused);
    }
}
