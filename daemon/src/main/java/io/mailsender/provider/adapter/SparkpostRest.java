package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.util.concurrent.CompletionStage;

/** Calls SparkPost's API, apart from sending. */
final class SparkpostRest {

    private final String apiKey;
    private final String base;
    private final LookupHttp http;

    /** @param base with the version of the API */
    SparkpostRest(String apiKey, String base, LookupHttp http) {
        this.apiKey = apiKey;
        this.base = base;
        this.http = http;
    }

    /** @return any answer but 429 and 5xx */
    CompletionStage<Answer> call(HttpMethod method, String path, byte[] body) {
        return http.call(
                HttpRequest.create(method, base + path)
                        .accept(MediaType.APPLICATION_JSON_TYPE)
                        .contentType(MediaType.APPLICATION_JSON_TYPE)
                        .header(HttpHeaders.USER_AGENT, "mail-sender")
                        .header(HttpHeaders.AUTHORIZATION, apiKey),
                body);
    }

    /** @return a 2xx answer. Completes exceptionally with LookupFailedException for another one */
    CompletionStage<Answer> send(HttpMethod method, String path, byte[] body) {
        return call(method, path, body).thenApply(answer -> {
            if (!answer.isSuccess()) {
                throw LookupHttp.failure(answer, false);
            }
            return answer;
        });
    }
}
