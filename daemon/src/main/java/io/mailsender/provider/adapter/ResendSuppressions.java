package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventAddress;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionReason;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.json.tree.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Resend's list (<a href="https://resend.com/docs/api-reference/suppressions/list-suppressions">GET /suppressions</a>). */
final class ResendSuppressions implements SuppressionList {

    private final String base;
    private final UnaryOperator<MutableHttpRequest<?>> authorized;
    private final LookupHttp http;

    ResendSuppressions(String base, UnaryOperator<MutableHttpRequest<?>> authorized, LookupHttp http) {
        this.base = base + "/suppressions";
        this.authorized = authorized;
        this.http = http;
    }

    /** @param cursor the id of the last entry of the page before */
    @Override
    public CompletionStage<Page> list(@Nullable String cursor) {
        String after = cursor == null ? "" : "&after=" + encoded(cursor);
        return http.call(authorized.apply(HttpRequest.GET(base + "?limit=100" + after)))
                .thenApply(ResendSuppressions::page);
    }

    private static Page page(Answer answer) {
        JsonNode data = answer.json().get("data");
        if (!answer.isSuccess() || data == null || !data.isArray()) {
            throw LookupHttp.failure(answer, false);
        }
        List<Entry> entries = new ArrayList<>();
        String last = null;
        for (JsonNode item : EventJson.objects(data)) {
            last = EventJson.text(item, "id").orElse(null);
            EventAddress.find(item, "email")
                    .ifPresent(address -> entries.add(new Entry(
                            address,
                            reason(EventJson.text(item, "origin").orElse("")),
                            EventJson.iso(item, "created_at").orElse(Instant.EPOCH),
                            "")));
        }
        boolean more =
                EventJson.text(answer.json(), "has_more").filter("true"::equals).isPresent();
        return new Page(entries, more ? last : null);
    }

    private static SuppressionReason reason(String origin) {
        return switch (origin) {
            case "bounce" -> SuppressionReason.HARD_BOUNCE;
            case "complaint" -> SuppressionReason.COMPLAINT;
            default -> SuppressionReason.MANUAL;
        };
    }

    @Override
    public CompletionStage<Void> remove(EmailAddress address) {
        return http.call(authorized.apply(HttpRequest.DELETE(base + "/" + encoded(address.toString()))))
                .thenAccept(answer -> {
                    if (!answer.isSuccess() && !isUnknown(answer)) {
                        throw LookupHttp.failure(answer, false);
                    }
                });
    }

    /** "Suppression not found"; any other 404 means that the account has no such API. */
    private static boolean isUnknown(Answer answer) {
        return answer.status() == 404
                && answer.text("name").filter("not_found"::equals).isPresent();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
