package io.mailsender.provider.adapter;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.provider.event.SharedSecret;
import io.micronaut.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Sets a webhook of the message stream (<a href="https://postmarkapp.com/developer/api/webhooks-api">/webhooks</a>). */
final class PostmarkRegistration implements EventRegistration {

    private static final List<String> TRIGGERS =
            List.of("Delivery", "Bounce", "SpamComplaint", "SubscriptionChange", "Open", "Click");

    private final PostmarkRest rest;
    private final SharedSecret secret;

    PostmarkRegistration(PostmarkRest rest, SharedSecret secret) {
        this.rest = rest;
        this.secret = secret;
    }

    @Override
    public CompletionStage<String> register(URI url) {
        return rest.get("/webhooks?MessageStream=" + rest.stream()).thenCompose(answer -> {
            if (!answer.isSuccess() || answer.json().get("Webhooks") == null) {
                throw LookupHttp.failure(answer, false);
            }
            Optional<String> id = JsonMember.list(answer.json(), "Webhooks").stream()
                    .filter(webhook -> EventRegistration.isSame(JsonMember.text(webhook, "Url"), url))
                    .flatMap(webhook -> EventJson.text(webhook, "ID").stream())
                    .findFirst();
            return id.isPresent()
                    ? rest.send(HttpMethod.PUT, "/webhooks/" + id.get(), body(url, false))
                            .thenApply(done -> "webhook of the stream " + rest.stream() + " updated")
                    : rest.send(HttpMethod.POST, "/webhooks", body(url, true))
                            .thenApply(done -> "webhook of the stream " + rest.stream() + " added");
        });
    }

    /** A webhook stays with its stream, so an update does not name it. */
    private byte[] body(URI url, boolean added) {
        return JsonBody.of(json -> {
            json.writeStringField("Url", url.toString());
            if (added) {
                json.writeStringField("MessageStream", rest.stream());
            }
            json.writeObjectFieldStart("HttpAuth");
            json.writeStringField("Username", SharedSecret.USER);
            json.writeStringField("Password", secret.text());
            json.writeEndObject();
            json.writeObjectFieldStart("Triggers");
            for (String trigger : TRIGGERS) {
                writeTrigger(json, trigger);
            }
            json.writeEndObject();
        });
    }

    private static void writeTrigger(JsonGenerator json, String trigger) throws IOException {
        json.writeObjectFieldStart(trigger);
        json.writeBooleanField("Enabled", true);
        if (trigger.equals("Bounce") || trigger.equals("SpamComplaint")) {
            json.writeBooleanField("IncludeContent", false);
        } else if (trigger.equals("Open")) {
            json.writeBooleanField("PostFirstOpenOnly", true);
        }
        json.writeEndObject();
    }
}
