package io.mailsender.provider;

import io.micronaut.http.HttpHeaders;
import io.micronaut.json.tree.JsonNode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The result of one HTTP request: an answer, no connection, or no answer. */
public sealed interface HttpResult {

    /**
     * A status line came back.
     *
     * @param body as text, in the charset that the answer names, by default UTF-8; {@code null} if the body did not arrive whole or
     *     exceeded the limit
     */
    record Answer(int status, HttpHeaders headers, @Nullable String body) implements HttpResult {

        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        public boolean isHtml() {
            String type = headers.get(HttpHeaders.CONTENT_TYPE);
            return type != null && type.regionMatches(true, 0, "text/html", 0, 9);
        }

        /** The body as JSON; a JSON null if it is not JSON, or is nested deeper than any vendor's. */
        public JsonNode json() {
            return AnswerBody.json(this);
        }

        /** A string in the body's JSON object; empty if there is none under this name. */
        public Optional<String> text(String name) {
            return JsonMember.find(json(), name);
        }
    }

    /** No connection could be made, so the far end certainly received nothing. */
    record NotConnected(String reason) implements HttpResult {}

    /**
     * The request left, in whole or in part, and no status line came back.
     *
     * @param late the late answer; completes normally, with another {@code NoAnswer} if none came. {@code null} if it is not awaited
     */
    record NoAnswer(String reason, @Nullable CompletionStage<HttpResult> late) implements HttpResult {
        NoAnswer(String reason) {
            this(reason, null);
        }
    }

    /** Replaces the exhaustive switch that Java 17 lacks. */
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
