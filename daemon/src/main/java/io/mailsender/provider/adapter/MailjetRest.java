package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.ProviderHttp;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads and changes Mailjet's resources (<a href="https://dev.mailjet.com/email/reference/">/v3/REST/…</a>). */
final class MailjetRest {

    private final String url;
    private final Mailjet.Settings settings;
    private final LookupHttp http;

    MailjetRest(Mailjet.Settings settings, String endpoint, ProviderHttp http) {
        this.url = endpoint + "/v3/REST/";
        this.settings = settings;
        this.http = new LookupHttp(http);
    }

    /** @param resource with its query */
    CompletionStage<Answer> get(String resource) {
        return http.call(HttpRequest.GET(url + resource)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .basicAuth(settings.apiKey(), settings.secretKey()));
    }

    /** @return a 2xx answer. Completes exceptionally with LookupFailedException for another one */
    CompletionStage<Answer> send(HttpMethod method, String resource, byte[] body) {
        HttpRequest<?> request = HttpRequest.create(method, url + resource)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .basicAuth(settings.apiKey(), settings.secretKey());
        return http.call(request, body).thenApply(answer -> {
            if (!answer.isSuccess()) {
                throw LookupHttp.failure(answer, false);
            }
            return answer;
        });
    }

    /** The objects of a 2xx answer. Throws LookupFailedException if the answer is not Mailjet's. */
    static List<JsonNode> data(Answer answer) {
        JsonNode data = answer.json().get("Data");
        if (data == null || !data.isArray()) {
            throw LookupHttp.failure(answer, false);
        }
        List<JsonNode> objects = new ArrayList<>();
        data.values().forEach(objects::add);
        return objects;
    }
}
