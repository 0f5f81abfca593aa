package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import java.util.concurrent.CompletionStage;

/** Calls Brevo's API v3, apart from sending. */
final class BrevoRest {

    private final Brevo.Settings settings;
    private final String url;
    private final LookupHttp http;

    BrevoRest(Brevo.Settings settings, String endpoint, LookupHttp http) {
        this.settings = settings;
        this.url = endpoint + "/v3/";
        this.http = http;
    }

    /** @return any answer but 429 and 5xx */
    CompletionStage<Answer> call(HttpMethod method, String path) {
        return http.call(authorized(method, path));
    }

    /** @return a 2xx answer. Completes exceptionally with LookupFailedException for another one */
    CompletionStage<Answer> send(HttpMethod method, String path, byte[] body) {
        return http.call(authorized(method, path).contentType(MediaType.APPLICATION_JSON_TYPE), body)
                .thenApply(answer -> {
                    if (!answer.isSuccess()) {
                        throw LookupHttp.failure(answer, false);
                    }
                    return answer;
                });
    }

    /** Brevo answers 404 for a list without entries. */
    static boolean isNotFound(Answer answer) {
        return answer.status() == 404
                && answer.text("code").filter("document_not_found"::equals).isPresent();
    }

    private MutableHttpRequest<?> authorized(HttpMethod method, String path) {
        return HttpRequest.create(method, url + path)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .header("api-key", settings.apiKey());
    }
}
