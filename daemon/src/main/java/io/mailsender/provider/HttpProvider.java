package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.micronaut.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider with an HTTP API. What an answer means is decided by the vendor's error code where it has one, and by the status where
 * it has none.
 */
public abstract class HttpProvider implements Provider {

    /** How many late answers are waited for: each holds a connection, and what is kept of its message. */
    private static final int MAX_LISTENERS = 256;

    private final String name;
    private final String kind;
    private final From from;
    private final ProviderHttp http;
    private final Semaphore listeners = new Semaphore(MAX_LISTENERS);

    protected HttpProvider(String name, String kind, From from, ProviderHttp http) {
        this.name = name;
        this.kind = kind;
        this.from = from;
        this.http = http;
    }

    /** Makes the attempt with one {@link #post}, or says why this API cannot carry the message. */
    protected abstract CompletionStage<Outcome> attempt(
            Message message, Envelope envelope, Mailbox sender, Duration timeout);

    /**
     * Reads a 2xx whose body came whole. Health checks, portals and wrong addresses answer 200 as well: the id is how the vendor's
     * own answer is known.
     *
     * @return the id that the vendor gives each message that it takes; empty where there is none, and the answer is a stranger's
     */
    protected abstract Optional<String> acceptedId(Answer answer);

    /** Reads an answer that is no 2xx, has a body and is no web page. */
    protected abstract Said read(Answer answer);

    /**
     * What an answer says.
     *
     * @param text in words, for people; {@code null} where it is not in the vendor's format
     * @param verdict what the vendor's error code means; empty where the answer carries none that is known, and the status has to do
     */
    public record Said(@Nullable String text, Function<Reply, Optional<Outcome>> verdict) {

        private static final Said NOTHING = new Said(null, reply -> Optional.empty());
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String kind() {
        return kind;
    }

    @Override
    public final Optional<EmailAddress> sender() {
        return Optional.of(from.own());
    }

    protected final From from() {
        return from;
    }

    @Override
    public final CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
        Optional<Mailbox> sender = from.of(message);
        if (sender.isEmpty()) {
            return unsupported("may not send from that domain (from-domains)");
        }
        if (message.isInternationalized() || sender.get().address().isInternationalized()) {
            return unsupported("cannot carry an address with a local part that is not ASCII");
        }
        return attempt(message, envelope, sender.get(), timeout);
    }

    protected static CompletionStage<Outcome> unsupported(String reason) {
        return CompletableFuture.completedFuture(new Unavailable(Cause.UNSUPPORTED, Reply.none(reason)));
    }

    /** Posts once, and listens on for an answer that comes after the timeout. */
    protected final CompletionStage<Outcome> post(HttpRequest<?> request, byte[] body, Duration timeout) {
        return http.exchange(request, body, timeout, listeners).thenApply(this::outcome);
    }

    private Outcome outcome(HttpResult result) {
        return result.fold(
                answer -> answer.status() >= 200 && answer.status() < 300 ? accepted(answer) : refused(answer),
                notConnected -> new Unavailable(Cause.UNREACHABLE, Reply.none(notConnected.reason())),
                noAnswer -> unknown(noAnswer.reason(), noAnswer.late()));
    }

    private Unknown unknown(String reason, @Nullable CompletionStage<HttpResult> late) {
        return new Unknown(Reply.none(reason), late == null ? null : late.thenApply(this::outcome));
    }

    private Outcome accepted(Answer answer) {
        int status = answer.status();
        if (answer.isHtml()) {
            // No provider answers with a page: a proxy or portal has the request, and what it did with it nobody knows.
            return new Unknown(new Reply(status, "a web page instead of an answer"));
        }
        Optional<String> words = AnswerBody.words(answer);
        Reply reply = new Reply(status, words.orElse("HTTP " + status));
        if (answer.body() == null) {
            return new Sent(reply, null);
        }
        Optional<String> id = AnswerBody.isTooDeep(answer)
                ? Optional.empty()
                : acceptedId(answer).filter(text -> !text.isBlank());
        if (id.isPresent() || AnswerBody.isCut(answer)) {
            return new Sent(reply, id.orElse(null));
        }
        return new Unknown(new Reply(
                status,
                "not an answer of this provider"
                        + words.map(text -> ": " + text).orElse("")));
    }

    private Outcome refused(Answer answer) {
        Said said =
                answer.body() == null || answer.isHtml() || AnswerBody.isTooDeep(answer) ? Said.NOTHING : read(answer);
        boolean readable = said.text() != null;
        String text =
                said.text() != null ? said.text() : AnswerBody.words(answer).orElse("HTTP " + answer.status());
        Reply reply = new Reply(answer.status(), text);
        return (readable ? said.verdict().apply(reply) : Optional.<Outcome>empty())
                .orElseGet(() -> byStatus(answer, reply, readable));
    }

    private static Outcome byStatus(Answer answer, Reply reply, boolean readable) {
        int status = answer.status();
        return switch (status) {
            case 401, 402, 403, 404 -> new Unavailable(Cause.ACCOUNT, reply);
            case 413 -> new Unavailable(Cause.UNSUPPORTED, reply);
            case 420, 429, 503 ->
                new Unavailable(Cause.THROTTLED, reply, RetryAfter.of(answer.headers(), Clock.systemUTC()));
            case 408 -> new Unknown(reply);
            default -> {
                if (status >= 300 && status < 400) {
                    yield new Unavailable(Cause.UNREACHABLE, new Reply(status, "a redirect, which is never followed"));
                }
                yield status >= 400 && status < 500 && readable ? new Rejected(reply) : new Unknown(reply);
            }
        };
    }
}
