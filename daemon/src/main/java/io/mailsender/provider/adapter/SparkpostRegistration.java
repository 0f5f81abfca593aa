package io.mailsender.provider.adapter;

import io.mailsender.provider.JsonBody;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.provider.event.SharedSecret;
import io.micronaut.http.HttpMethod;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Sets a webhook (<a href="https://developers.sparkpost.com/api/webhooks/">/api/v1/webhooks</a>). SparkPost posts a ping to the URL
 * first, and refuses it unless the ping is answered 200. The key needs the right "Event Webhooks: Read/Write".
 */
final class SparkpostRegistration implements EventRegistration {

    private static final List<String> EVENTS = List.of(
            "injection",
            "delivery",
            "delay",
            "bounce",
            "out_of_band",
            "policy_rejection",
            "spam_complaint",
            "generation_failure",
            "generation_rejection",
            "list_unsubscribe",
            "link_unsubscribe",
            "open",
            "initial_open",
            "click");

    private static final byte[] NO_BODY = new byte[0];

    private final SparkpostRest rest;
    private final SharedSecret secret;

    SparkpostRegistration(SparkpostRest rest, SharedSecret secret) {
        this.rest = rest;
        this.secret = secret;
    }

    @Override
    public CompletionStage<String> register(URI url) {
        return rest.call(HttpMethod.GET, "/webhooks", NO_BODY).thenCompose(answer -> {
            if (!answer.isSuccess() || answer.json().get("results") == null) {
                throw LookupHttp.failure(answer, false);
            }
            Optional<String> id = JsonMember.list(answer.json(), "results").stream()
                    .filter(webhook -> EventRegistration.isSame(JsonMember.text(webhook, "target"), url))
                    .flatMap(webhook -> JsonMember.find(webhook, "id").stream())
                    .findFirst();
            byte[] body = body(url);
            return id.isPresent()
                    ? rest.send(HttpMethod.PUT, "/webhooks/" + id.get(), body).thenApply(done -> "webhook updated")
                    : rest.send(HttpMethod.POST, "/webhooks", body).thenApply(done -> "webhook added");
        });
    }

    private byte[] body(URI url) {
        return JsonBody.of(json -> {
            json.writeStringField("name", "mail-sender");
            json.writeStringField("target", url.toString());
            JsonBody.array(json, "events", EVENTS, json::writeString);
            json.writeBooleanField("active", true);
            json.writeStringField("auth_type", "basic");
            json.writeObjectFieldStart("auth_credentials");
            json.writeStringField("username", SharedSecret.USER);
            json.writeStringField("password", secret.text());
            json.writeEndObject();
        });
    }
}
