package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.provider.event.SharedSecret;
import io.micronaut.http.HttpMethod;
import io.micronaut.json.tree.JsonNode;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sets the callback URL of each type of event
 * (<a href="https://dev.mailjet.com/email/reference/webhook/">/v3/REST/eventcallbackurl</a>). A key has one for each type, so one that
 * belongs to another program is an error.
 */
final class MailjetRegistration implements EventRegistration {

    private static final String RESOURCE = "eventcallbackurl";

    private static final List<String> TYPES = List.of("sent", "bounce", "blocked", "spam", "unsub", "open", "click");

    private final MailjetRest rest;
    private final SharedSecret secret;

    MailjetRegistration(MailjetRest rest, SharedSecret secret) {
        this.rest = rest;
        this.secret = secret;
    }

    @Override
    public CompletionStage<String> register(URI url) {
        return rest.get(RESOURCE + "?Limit=1000").thenCompose(answer -> {
            Map<String, String> ours = ours(answer, url);
            CompletionStage<?> done = CompletableFuture.completedFuture(null);
            for (String type : TYPES) {
                done = done.thenCompose(before -> set(type, ours.get(type), url));
            }
            return done.thenApply(all -> "callback URLs set for " + TYPES.size() + " types of event");
        });
    }

    /** The ids of our callback URLs, by type. */
    private static Map<String, String> ours(Answer answer, URI url) {
        if (!answer.isSuccess()) {
            throw LookupHttp.failure(answer, false);
        }
        Map<String, String> ids = new HashMap<>();
        for (JsonNode entry : MailjetRest.data(answer)) {
            String type = JsonMember.text(entry, "EventType");
            if (!TYPES.contains(type) || JsonMember.isTrue(entry, "IsBackup")) {
                continue;
            }
            if (!EventRegistration.isSame(JsonMember.text(entry, "Url"), url)) {
                throw new LookupFailedException(
                        new Reply(
                                answer.status(),
                                "the key already posts " + type
                                        + " events to another URL; remove that at Mailjet, or use a sub-account's key"),
                        false);
            }
            EventJson.text(entry, "ID").ifPresent(id -> ids.put(type, id));
        }
        return ids;
    }

    private CompletionStage<Answer> set(String type, @Nullable String id, URI url) {
        byte[] body = JsonBody.of(json -> {
            if (id == null) {
                json.writeStringField("EventType", type);
            }
            json.writeStringField("Url", secret.within(url).toString());
            // Groups the events of a second.
            json.writeNumberField("Version", 2);
        });
        return id == null
                ? rest.send(HttpMethod.POST, RESOURCE, body)
                : rest.send(HttpMethod.PUT, RESOURCE + "/" + id, body);
    }
}
