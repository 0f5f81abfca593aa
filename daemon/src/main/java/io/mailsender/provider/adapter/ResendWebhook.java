package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventRegistration;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Registers a webhook (<a href="https://resend.com/docs/api-reference/webhooks/create-webhook">POST /webhooks</a>). The answer has the
 * signing secret, which is not passed on: Resend's dashboard shows it too, and the text of a registration can end up in a log.
 */
final class ResendWebhook implements EventRegistration {

    private static final String WEBHOOKS = "https://resend.com/webhooks";

    private static final List<String> TYPES = List.of(
            "email.sent",
            "email.delivered",
            "email.delivery_delayed",
            "email.bounced",
            "email.suppressed",
            "email.failed",
            "email.complained",
            "email.opened",
            "email.clicked");

    private final String base;
    private final UnaryOperator<MutableHttpRequest<?>> authorized;
    private final boolean configured;
    private final LookupHttp http;

    /** @param configured whether there is an event-secret */
    ResendWebhook(String base, UnaryOperator<MutableHttpRequest<?>> authorized, boolean configured, LookupHttp http) {
        this.base = base;
        this.authorized = authorized;
        this.configured = configured;
        this.http = http;
    }

    @Override
    public CompletionStage<String> register(URI url) {
        return call(HttpRequest.GET(base + "/webhooks?limit=100"), new byte[0]).thenCompose(all -> {
            Optional<String> id = known(all, url);
            byte[] body = JsonBody.of(json -> {
                json.writeStringField("endpoint", url.toString());
                JsonBody.array(json, "events", TYPES, json::writeString);
                if (id.isPresent()) {
                    json.writeStringField("status", "enabled");
                }
            });
            MutableHttpRequest<?> request = id.<MutableHttpRequest<?>>map(
                            known -> HttpRequest.PATCH(base + "/webhooks/" + known, null))
                    .orElseGet(() -> HttpRequest.POST(base + "/webhooks", null));
            String done = "the webhook is set for " + TYPES.size() + " types of event";
            boolean secretNeeded = id.isEmpty() || !configured;
            return call(request, body)
                    .thenApply(answer -> secretNeeded
                            ? done + "; set event-secret to its signing secret, which " + WEBHOOKS + " shows"
                            : done);
        });
    }

    private static Optional<String> known(Answer all, URI url) {
        return EventJson.objects(all.json(), "data").stream()
                .filter(webhook -> EventJson.text(webhook, "endpoint")
                        .filter(url.toString()::equals)
                        .isPresent())
                .findFirst()
                .flatMap(webhook -> EventJson.text(webhook, "id"));
    }

    private CompletionStage<Answer> call(MutableHttpRequest<?> request, byte[] body) {
        MutableHttpRequest<?> ready = authorized.apply(request);
        return http.call(body.length == 0 ? ready : ready.contentType(MediaType.APPLICATION_JSON_TYPE), body)
                .thenApply(answer -> {
                    if (!answer.isSuccess()) {
                        throw LookupHttp.failure(answer, false);
                    }
                    return answer;
                });
    }
}
