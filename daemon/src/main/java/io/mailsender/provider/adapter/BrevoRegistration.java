package io.mailsender.provider.adapter;

import io.mailsender.provider.JsonBody;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.provider.event.SharedSecret;
import io.micronaut.http.HttpMethod;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Sets a transactional webhook (<a href="https://developers.brevo.com/reference/create-webhook">/v3/webhooks</a>). */
final class BrevoRegistration implements EventRegistration {

    /** Those that the API accepts. {@code error} and the opens through a proxy can only be chosen in Brevo's app. */
    private static final List<String> EVENTS = List.of(
            "request",
            "delivered",
            "deferred",
            "hardBounce",
            "softBounce",
            "invalid",
            "blocked",
            "spam",
            "unsubscribed",
            "opened",
            "uniqueOpened",
            "click");

    private final BrevoRest rest;
    private final SharedSecret secret;

    BrevoRegistration(BrevoRest rest, SharedSecret secret) {
        this.rest = rest;
        this.secret = secret;
    }

    @Override
    public CompletionStage<String> register(URI url) {
        return rest.call(HttpMethod.GET, "webhooks?type=transactional").thenCompose(answer -> {
            if (!answer.isSuccess() && !BrevoRest.isNotFound(answer)) {
                throw LookupHttp.failure(answer, false);
            }
            Optional<String> id = JsonMember.list(answer.json(), "webhooks").stream()
                    .filter(webhook -> EventRegistration.isSame(JsonMember.text(webhook, "url"), url))
                    .flatMap(webhook -> EventJson.text(webhook, "id").stream())
                    .findFirst();
            return id.isPresent()
                    ? rest.send(HttpMethod.PUT, "webhooks/" + id.get(), body(url, false))
                            .thenApply(done -> "transactional webhook updated")
                    : rest.send(HttpMethod.POST, "webhooks", body(url, true))
                            .thenApply(done -> "transactional webhook added");
        });
    }

    private byte[] body(URI url, boolean added) {
        return JsonBody.of(json -> {
            json.writeStringField("url", url.toString());
            json.writeStringField("description", "mail-sender");
            if (added) {
                json.writeStringField("type", "transactional");
            }
            JsonBody.array(json, "events", EVENTS, json::writeString);
            json.writeObjectFieldStart("auth");
            json.writeStringField("type", "bearer");
            json.writeStringField("token", secret.text());
            json.writeEndObject();
        });
    }
}
