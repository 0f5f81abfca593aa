package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.MultipartForm;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventRegistration;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.json.tree.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Registers a URL for each type of event of the domain (<a
 * href="https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/domain-webhooks">Domain webhooks</a>).
 */
final class MailgunWebhook implements EventRegistration {

    private static final List<String> NAMES = List.of(
            "accepted",
            "clicked",
            "complained",
            "delivered",
            "opened",
            "permanent_fail",
            "temporary_fail",
            "unsubscribed");

    /** Mailgun's limit for one type of event. */
    private static final int MAX_URLS = 3;

    private final String domain;
    private final String webhooks;
    private final String apiKey;
    private final LookupHttp http;

    /** @param endpoint without a slash at its end */
    MailgunWebhook(Mailgun.Settings settings, String endpoint, LookupHttp http) {
        this.domain = settings.domain();
        this.webhooks = endpoint + "/v3/domains/" + domain + "/webhooks";
        this.apiKey = settings.apiKey();
        this.http = http;
    }

    @Override
    public CompletionStage<String> register(URI url) {
        return http.call(authorized(HttpRequest.GET(webhooks))).thenCompose(answer -> {
            require(answer);
            JsonNode known = EventJson.child(answer.json(), "webhooks");
            // All or nothing: a type with too many URLs is found before the first is changed.
            List<Webhook> steps = NAMES.stream()
                    .map(name -> new Webhook(name, urls(known, name)))
                    .filter(step -> !step.urls.contains(url.toString()))
                    .toList();
            steps.stream()
                    .filter(step -> step.urls.size() >= MAX_URLS)
                    .findFirst()
                    .ifPresent(full -> {
                        throw new LookupFailedException(
                                Reply.none("Mailgun takes three URLs for " + full.name
                                        + ", and has them already; remove one"),
                                false);
                    });
            return all(steps, 0, url.toString())
                    .thenApply(done -> "webhooks of " + domain + " are set for " + NAMES.size() + " types of event");
        });
    }

    /** @param urls those that are registered already, of ours or others */
    private record Webhook(String name, List<String> urls) {}

    private CompletionStage<Void> all(List<Webhook> steps, int index, String url) {
        return index == steps.size()
                ? CompletableFuture.allOf()
                : set(steps.get(index), url).thenCompose(done -> all(steps, index + 1, url));
    }

    private CompletionStage<Answer> set(Webhook step, String url) {
        MultipartForm form = new MultipartForm("mail-sender-" + UUID.randomUUID());
        MutableHttpRequest<?> request;
        if (step.urls.isEmpty()) {
            request = HttpRequest.POST(webhooks, null);
            form.field("id", step.name);
        } else {
            // Replaces the list.
            request = HttpRequest.PUT(webhooks + "/" + step.name, null);
            step.urls.forEach(other -> form.field("url", other));
        }
        form.field("url", url);
        return http.call(authorized(request).header(HttpHeaders.CONTENT_TYPE, form.contentType()), form.bytes())
                .thenApply(MailgunWebhook::require);
    }

    private static List<String> urls(@Nullable JsonNode known, String name) {
        JsonNode webhook = EventJson.child(known, name);
        List<String> urls = new ArrayList<>(EventJson.texts(webhook, "urls"));
        EventJson.text(webhook, "url").filter(url -> !urls.contains(url)).ifPresent(urls::add);
        return urls;
    }

    private static Answer require(Answer answer) {
        if (!answer.isSuccess()) {
            throw LookupHttp.failure(answer, false);
        }
        return answer;
    }

    private MutableHttpRequest<?> authorized(MutableHttpRequest<?> request) {
        return request.header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON).basicAuth("api", apiKey);
    }
}
