package io.mailsender.provider;

import io.mailsender.provider.HttpResult.Answer;
import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Makes the requests of look-ups, which may be repeated safely. */
public final class LookupHttp {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final byte[] NO_BODY = new byte[0];

    private final ProviderHttp http;

    public LookupHttp(ProviderHttp http) {
        this.http = http;
    }

    public CompletionStage<Answer> call(HttpRequest<?> request) {
        return call(request, NO_BODY);
    }

    /**
     * @return the answer, whatever its status. Completes exceptionally with {@link LookupFailedException} if there is none, or if it
     *     is a 429 or 5xx
     */
    public CompletionStage<Answer> call(HttpRequest<?> request, byte[] body) {
        return exchange(request, body).thenApply(LookupHttp::requireUsable);
    }

    /** @return any answer. Completes exceptionally with {@link LookupFailedException} if there is none */
    public CompletionStage<Answer> exchange(HttpRequest<?> request, byte[] body) {
        return http.exchange(request, body, TIMEOUT)
                .thenApply(result -> result.fold(
                        Function.identity(),
                        notConnected -> {
                            throw new LookupFailedException(Reply.none(notConnected.reason()), true);
                        },
                        noAnswer -> {
                            throw new LookupFailedException(Reply.none(noAnswer.reason()), true);
                        }));
    }

    private static Answer requireUsable(Answer answer) {
        if (answer.status() == 429 || answer.status() >= 500) {
            throw failure(answer, true);
        }
        return answer;
    }

    /** An answer that a look-up cannot use. @param passing whether another look-up shortly afterwards may succeed */
    public static LookupFailedException failure(Answer answer, boolean passing) {
        String text = AnswerBody.text(answer).orElse("HTTP " + answer.status());
        return new LookupFailedException(new Reply(answer.status(), text), passing);
    }
}
