package io.mailsender.provider;

import io.mailsender.config.SharedSettings;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.micronaut.http.HttpRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A provider with an HTTP API. The vendor's error code decides what an answer means; the HTTP status decides if there is no code that
 * the adapter knows.
 */
@SharedSettings(OutgoingOverride.PREFIX)
public abstract class HttpProvider extends CheckedProvider {

    /** How many late answers are awaited at a time: each takes a connection and some memory. */
    private static final int MAX_LISTENERS = 256;

    private final ProviderHttp http;
    private final Semaphore listeners = new Semaphore(MAX_LISTENERS);

    protected HttpProvider(String name, String kind, SenderPolicy senderPolicy, ProviderHttp http) {
        super(name, kind, senderPolicy);
        this.http = http;
    }

    /**
     * Reads a 2xx answer with a complete body. Health checks, portals and wrong URLs also answer 200; the id shows that the answer is
     * the vendor's. Needed unless {@link #accepted} is overridden.
     *
     * @return the id that the vendor gives every message that it accepts; empty if there is none
     */
    protected Optional<String> acceptedId(Answer answer) {
        return Optional.empty();
    }

    /**
     * Reads a 2xx answer with a complete body. A vendor whose 2xx can also refuse, or accept for some recipients only, overrides this.
     *
     * @return empty if the answer is not this vendor's
     */
    protected Optional<Outcome> accepted(Answer answer, Reply reply) {
        return acceptedId(answer).filter(id -> !id.isBlank()).map(id -> new Sent(reply, id));
    }

    /** Reads an answer that is not 2xx, has a body and is not a web page. */
    protected abstract VendorReply read(Answer answer);

    /** Whether a status without a known error code means {@link Cause#THROTTLED}. A vendor with further such statuses adds them. */
    protected boolean isThrottled(int status) {
        return status == 429 || status == 503;
    }

    /** An endpoint as text, without a slash at its end. */
    protected static String base(URI endpoint) {
        String text = endpoint.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Makes one POST, and waits in the background for an answer that comes after the timeout. */
    protected final CompletionStage<Outcome> post(HttpRequest<?> request, byte[] body, Duration timeout) {
        return http.exchange(request, body, timeout, listeners).thenApply(this::outcome);
    }

    /**
     * Makes one POST whose answer means different things for different messages: an unverified sender is the account's matter or the
     * caller's, a list of refused addresses concerns the envelope.
     *
     * @param refine what the attempt's message makes of an outcome, also of a late one; gets no {@link Unknown} that awaits an answer
     */
    protected final CompletionStage<Outcome> post(
            HttpRequest<?> request, byte[] body, Duration timeout, UnaryOperator<Outcome> refine) {
        return post(request, body, timeout).thenApply(outcome -> refined(outcome, refine));
    }

    private static Outcome refined(Outcome outcome, UnaryOperator<Outcome> refine) {
        if (outcome instanceof Unknown unknown && unknown.late() != null) {
            return new Unknown(unknown.reply(), unknown.late().thenApply(late -> refined(late, refine)));
        }
        return refine.apply(outcome);
    }

    private Outcome outcome(HttpResult result) {
        return result.fold(
                answer -> answer.isSuccess() ? accepted(answer) : refused(answer),
                notConnected -> new Unavailable(Cause.UNREACHABLE, Reply.none(notConnected.reason())),
                noAnswer -> unknown(noAnswer.reason(), noAnswer.late()));
    }

    private Unknown unknown(String reason, @Nullable CompletionStage<HttpResult> late) {
        return new Unknown(Reply.none(reason), late == null ? null : late.thenApply(this::outcome));
    }

    private Outcome accepted(Answer answer) {
        int status = answer.status();
        if (answer.isHtml()) {
            // No provider answers with a page. A proxy or portal has the request, and may or may not have passed it on.
            return new Unknown(new Reply(status, "the answer is a web page"));
        }
        Optional<String> text = AnswerBody.text(answer);
        Reply reply = new Reply(status, text.orElse("HTTP " + status));
        if (answer.body() == null) {
            return new Sent(reply, null);
        }
        Optional<Outcome> known = accepted(answer, reply);
        if (known.isPresent()) {
            return known.get();
        }
        if (AnswerBody.isCut(answer)) {
            return new Sent(reply, null);
        }
        return new Unknown(new Reply(
                status,
                "the answer is not this provider's"
                        + text.map(some -> ": " + some).orElse("")));
    }

    private Outcome refused(Answer answer) {
        VendorReply vendor = answer.body() == null || answer.isHtml() ? VendorReply.UNREADABLE : read(answer);
        boolean readable = vendor.text() != null;
        String text =
                vendor.text() != null ? vendor.text() : AnswerBody.text(answer).orElse("HTTP " + answer.status());
        Reply reply = new Reply(answer.status(), text);
        return (readable ? vendor.verdict().apply(reply) : Optional.<Outcome>empty())
                .orElseGet(() -> byStatus(answer, reply, readable));
    }

    private Outcome byStatus(Answer answer, Reply reply, boolean readable) {
        int status = answer.status();
        if (isThrottled(status)) {
            return new Unavailable(Cause.THROTTLED, reply, RetryAfter.of(answer.headers(), Clock.systemUTC()));
        }
        return switch (status) {
            case 401, 402, 403, 404 -> new Unavailable(Cause.ACCOUNT, reply);
            case 413 -> new Unavailable(Cause.UNSUPPORTED, reply);
            case 408 -> new Unknown(reply);
            default -> {
                if (status >= 300 && status < 400) {
                    yield new Unavailable(Cause.UNREACHABLE, new Reply(status, "redirect, not followed"));
                }
                yield status >= 400 && status < 500 && readable ? new Rejected(reply) : new Unknown(reply);
            }
        };
    }
}
