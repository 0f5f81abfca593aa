package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventRegistration;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Registers an event webhook (<a href="https://www.twilio.com/docs/sendgrid/api-reference/webhooks">Webhooks API</a>) and has SendGrid sign
 * it. Each webhook has a key of its own, so its public key is in the text for the operator.
 */
final class SendgridWebhook implements EventRegistration {

    private static final String SETTINGS = "/v3/user/webhooks/event/settings";

    private static final List<String> TYPES = List.of(
            "processed",
            "delivered",
            "deferred",
            "bounce",
            "dropped",
            "spam_report",
            "unsubscribe",
            "group_unsubscribe",
            "group_resubscribe",
            "open",
            "click");

    private final Sendgrid.Settings settings;
    private final String base;
    private final LookupHttp http;

    SendgridWebhook(Sendgrid.Settings settings, String base, LookupHttp http) {
        this.settings = settings;
        this.base = base;
        this.http = http;
    }

    @Override
    public CompletionStage<String> register(URI url) {
        return call(HttpRequest.GET(base + SETTINGS + "/all"), new byte[0])
                .thenCompose(all -> save(known(all, url), url))
                .thenCompose(this::sign)
                .thenApply(this::text);
    }

    /** The id of the webhook with this URL. */
    private static Optional<String> known(Answer all, URI url) {
        return EventJson.objects(all.json(), "webhooks").stream()
                .filter(webhook -> EventJson.text(webhook, "url")
                        .filter(url.toString()::equals)
                        .isPresent())
                .findFirst()
                .flatMap(webhook -> EventJson.text(webhook, "id"));
    }

    private CompletionStage<String> save(Optional<String> id, URI url) {
        byte[] body = JsonBody.of(json -> {
            json.writeBooleanField("enabled", true);
            json.writeStringField("url", url.toString());
            json.writeStringField("friendly_name", "mail-sender");
            for (String type : TYPES) {
                json.writeBooleanField(type, true);
            }
        });
        MutableHttpRequest<?> request = id.<MutableHttpRequest<?>>map(
                        known -> HttpRequest.PATCH(base + SETTINGS + "/" + known, null))
                .orElseGet(() -> HttpRequest.POST(base + SETTINGS, null));
        return call(request, body)
                .thenApply(answer -> id.or(() -> EventJson.text(answer.json(), "id"))
                        .orElseThrow(() -> LookupHttp.failure(answer, false)));
    }

    private CompletionStage<Answer> sign(String id) {
        byte[] body = JsonBody.of(json -> json.writeBooleanField("enabled", true));
        return call(HttpRequest.PATCH(base + SETTINGS + "/signed/" + id, null), body);
    }

    private String text(Answer signed) {
        @Nullable String configured = settings.eventPublicKey();
        String key = EventJson.text(signed.json(), "public_key").orElseThrow(() -> LookupHttp.failure(signed, false));
        String done = "the event webhook is set for " + TYPES.size() + " types of event and signed";
        return key.equals(configured) ? done : done + "; set event-public-key to " + key;
    }

    private CompletionStage<Answer> call(MutableHttpRequest<?> request, byte[] body) {
        MutableHttpRequest<?> authorized =
                request.header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON).bearerAuth(settings.apiKey());
        return http.call(body.length == 0 ? authorized : authorized.contentType(MediaType.APPLICATION_JSON_TYPE), body)
                .thenApply(answer -> {
                    if (!answer.isSuccess()) {
                        throw LookupHttp.failure(answer, false);
                    }
                    return answer;
                });
    }
}
