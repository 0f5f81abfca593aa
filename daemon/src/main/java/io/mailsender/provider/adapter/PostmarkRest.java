package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import java.util.concurrent.CompletionStage;

/** Calls what belongs to a server and its message stream, with the server token. */
final class PostmarkRest {

    private final Postmark.Settings settings;
    private final String base;
    private final LookupHttp http;

    PostmarkRest(Postmark.Settings settings, String base, LookupHttp http) {
        this.settings = settings;
        this.base = base;
        this.http = http;
    }

    /** The id of the message stream. */
    String stream() {
        String stream = settings.messageStream();
        return stream == null ? "outbound" : stream;
    }

    CompletionStage<Answer> get(String path) {
        return http.call(authorized(HttpRequest.GET(base + path)));
    }

    /** @return a 2xx answer. Completes exceptionally with LookupFailedException for another one */
    CompletionStage<Answer> send(HttpMethod method, String path, byte[] body) {
        MutableHttpRequest<?> request = authorized(HttpRequest.create(method, base + path));
        return http.call(request.contentType(MediaType.APPLICATION_JSON_TYPE), body)
                .thenApply(answer -> {
                    if (!answer.isSuccess()) {
                        throw LookupHttp.failure(answer, false);
                    }
                    return answer;
                });
    }

    private MutableHttpRequest<?> authorized(MutableHttpRequest<?> request) {
        return request.header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .header("X-Postmark-Server-Token", settings.serverToken());
    }
}
