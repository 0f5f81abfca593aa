package io.mailsender.provider;

import io.micronaut.http.HttpHeaders;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What became of one HTTP request: it was answered, it never left, or it left and nothing came back. */
public sealed interface HttpResult {

    /**
     * A status line came back.
     *
     * @param body the body as text, in the charset that it names, by default UTF-8; {@code null} where it did not arrive whole or was over the limit: the status says what it
     *     says all the same
     */
    record Answer(int status, HttpHeaders headers, @Nullable String body) implements HttpResult {

        public boolean isHtml() {
            String type = headers.get(HttpHeaders.CONTENT_TYPE);
            return type != null && type.regionMatches(true, 0, "text/html", 0, 9);
        }
    }

    /** No connection could be made, so surely nothing was taken. */
    record NotConnected(String reason) implements HttpResult {}

    /**
     * The request left, in whole or in part, and no status line came back.
     *
     * @param late completes normally with what came back after all; with another {@code NoAnswer} where nothing did. {@code null}
     *     where nobody listens any longer
     */
    record NoAnswer(String reason, @Nullable CompletionStage<HttpResult> late) implements HttpResult {
        NoAnswer(String reason) {
            this(reason, null);
        }
    }

    default <T> T fold(
            Function<Answer, T> answer, Function<NotConnected, T> notConnected, Function<NoAnswer, T> noAnswer) {
        if (this instanceof Answer a) {
            return answer.apply(a);
        }
        if (this instanceof NotConnected n) {
            return notConnected.apply(n);
        }
        return noAnswer.apply((NoAnswer) this);
    }
}
