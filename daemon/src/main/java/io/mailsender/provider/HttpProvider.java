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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider with an HTTP API. What an answer means is decided by the vendor's error code where it has one, and by the status where
 * it has none.
 */
public abstract class HttpProvider implements Provider {

    private final String name;
    private final String kind;
    private final From from;
    private final ProviderHttp http;

    protected HttpProvider(String name, String kind, From from, ProviderHttp http) {
        this.name = name;
        this.kind = kind;
        this.from = from;
        this.http = http;
    }

    /** Makes the attempt with one {@link #post}, or says why this API cannot carry the message. */
    protected abstract CompletionStage<Outcome> attempt(
            Message message, Envelope envelope, Mailbox sender, Duration timeout);

    /** Reads an answer that has a body and is no web page. */
    protected abstract Said read(Answer answer);

    /**
     * What an answer says.
     *
     * @param text in words, for people; {@code null} where it is not in the vendor's format
     * @param providerMessageId of a message that was taken, where it can be read
     * @param verdict what the vendor's error code means; empty where the answer carries none that is known, and the status has to do
     */
    public record Said(
            @Nullable String text, @Nullable String providerMessageId, Function<Reply, Optional<Outcome>> verdict) {

        private static final Said NOTHING = new Said(null, null, reply -> Optional.empty());
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

    /** Posts once. */
    protected final CompletionStage<Outcome> post(HttpRequest<?> request, byte[] body, Duration timeout) {
        return http.exchange(request, body, timeout)
                .thenApply(result -> result.fold(
                        this::outcome,
                        notConnected -> new Unavailable(Cause.UNREACHABLE, Reply.none(notConnected.reason())),
                        noAnswer -> new Unknown(Reply.none(noAnswer.reason()))));
    }

    private Outcome outcome(Answer answer) {
        Said said = answer.body() == null || answer.isHtml() ? Said.NOTHING : read(answer);
        String text = said.text();
        Reply reply = new Reply(answer.status(), text == null ? "HTTP " + answer.status() : text);
        if (answer.status() >= 200 && answer.status() < 300) {
            // No provider answers with a page: a proxy or portal has the request, and what it did with it nobody knows.
            return answer.isHtml()
                    ? new Unknown(new Reply(answer.status(), "a web page instead of an answer"))
                    : new Sent(reply, said.providerMessageId());
        }
        return (text == null ? Optional.<Outcome>empty() : said.verdict().apply(reply))
                .orElseGet(() -> byStatus(answer, reply, text != null));
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
