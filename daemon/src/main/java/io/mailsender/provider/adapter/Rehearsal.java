package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.DelayedOutcome;
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
import java.util.concurrent.CompletionStage;

/**
 * Fails on purpose, in one of the ways in which real providers fail, to rehearse a failover. Sends nothing.
 *
 * <pre>{@code
 * drill:
 *   kind: rehearsal
 *   mode: unavailable-503
 *   retry-after: 60s
 *   delay: 0s
 * }</pre>
 */
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
        if (mode.silent) {
            return DelayedOutcome.never(timeout);
        }
        Duration delay = mode == Mode.ACCEPTED_LATE ? timeout.plus(settings.delay()) : settings.delay();
        return DelayedOutcome.after(delay, timeout, () -> mode.answer.to(envelope, settings.retryAfter()));
    }

    /**
     * The settings of one rehearsal.
     *
     * @param mode the fault
     * @param retryAfter the wait that the throttling modes ask for
     * @param delay the time until the answer, counted from the attempt's timeout in mode {@code accepted-late}. An answer after the
     *     timeout is a late answer
     */
    @Introspected
    @EachProperty("providers.rehearsal")
    public record Settings(
            String name,
            Mode mode,
            @Bindable(defaultValue = "60s") Duration retryAfter,
            @Bindable(defaultValue = "0s") Duration delay) {}

    /** The fault. */
    public enum Mode {
        DNS(unreachable("rehearsal.invalid: host not found")),
        REFUSED(unreachable("connection refused")),
        CONNECT_TIMEOUT(unreachable("connect timed out")),
        TLS(unreachable("TLS: the certificate has expired")),
        REDIRECT((to, after) -> new Outcome.Unavailable(Cause.UNREACHABLE, new Reply(307, "Temporary Redirect"))),

        THROTTLED((to, after) -> new Outcome.Unavailable(Cause.THROTTLED, new Reply(429, "Too Many Requests"), after)),
        UNAVAILABLE_503(
                (to, after) -> new Outcome.Unavailable(Cause.THROTTLED, new Reply(503, "Service Unavailable"), after)),
        /** The mailbox defers, not the provider. */
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

        /** The answer comes after the timeout, when the round has already gone on. */
        ACCEPTED_LATE((to, after) -> new Outcome.Sent(new Reply(250, "2.0.0 queued as REHEARSAL"), "REHEARSAL")),
        ACCEPTED_NO_ID((to, after) -> new Outcome.Sent(new Reply(200, "an unreadable answer"), null)),
        /** All recipients but the first are refused, alternately permanently and temporarily. */
        PARTIAL((to, after) -> partial(to.recipients())),

        /** The request leaves and no answer comes. */
        TIMEOUT(true),
        /** The gateway cannot tell it from {@link #TIMEOUT}, which is the point of this rehearsal. */
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
