package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventAddress;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionReason;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.json.tree.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The three lists of a Mailgun domain (<a
 * href="https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/bounces">bounces</a>, unsubscribes, complaints), read one
 * after the other.
 */
final class MailgunSuppressions implements SuppressionList {

    private static final String FIRST = "bounces?limit=1000";

    /** An unsubscribe of one tag does not keep other mail back. */
    private static final String ALL_TAGS = "*";

    private enum Kind {
        BOUNCES(SuppressionReason.HARD_BOUNCE),
        COMPLAINTS(SuppressionReason.COMPLAINT),
        UNSUBSCRIBES(SuppressionReason.UNSUBSCRIBE);

        private final SuppressionReason reason;

        Kind(SuppressionReason reason) {
            this.reason = reason;
        }

        String path() {
            return name().toLowerCase(Locale.ROOT);
        }

        Optional<Kind> next() {
            return ordinal() + 1 < values().length ? Optional.of(values()[ordinal() + 1]) : Optional.empty();
        }

        static Optional<Kind> of(String cursor) {
            return List.of(values()).stream()
                    .filter(kind -> cursor.startsWith(kind.path() + "?"))
                    .findFirst();
        }
    }

    private final String base;
    private final String apiKey;
    private final LookupHttp http;

    /** @param endpoint without a slash at its end */
    MailgunSuppressions(Mailgun.Settings settings, String endpoint, LookupHttp http) {
        this.base = endpoint + "/v3/" + settings.domain() + "/";
        this.apiKey = settings.apiKey();
        this.http = http;
    }

    /** @param cursor one of the lists with the query of a page */
    @Override
    public CompletionStage<Page> list(@Nullable String cursor) {
        String page = cursor == null ? FIRST : cursor;
        Optional<Kind> kind = Kind.of(page);
        if (kind.isEmpty()) {
            return CompletableFuture.completedFuture(new Page(List.of(), null));
        }
        return http.call(authorized(HttpRequest.GET(base + page))).thenApply(answer -> page(answer, kind.get()));
    }

    private static Page page(Answer answer, Kind kind) {
        JsonNode items = answer.json().get("items");
        if (!answer.isSuccess() || items == null || !items.isArray()) {
            throw LookupHttp.failure(answer, false);
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode item : EventJson.objects(items)) {
            if (kind != Kind.UNSUBSCRIBES || isForAll(item)) {
                EventAddress.find(item, "address").ifPresent(address -> entries.add(entry(address, kind, item)));
            }
        }
        // Every page, also the last one, names a next one; an empty page is the end.
        Optional<String> next = items.size() == 0
                ? Optional.empty()
                : EventJson.text(EventJson.child(answer.json(), "paging"), "next")
                        .flatMap(MailgunSuppressions::query)
                        .map(query -> kind.path() + "?" + query);
        return new Page(
                entries,
                next.or(() -> kind.next().map(list -> list.path() + "?limit=1000"))
                        .orElse(null));
    }

    private static boolean isForAll(JsonNode item) {
        List<String> tags = EventJson.texts(item, "tags");
        return tags.isEmpty() || tags.contains(ALL_TAGS);
    }

    private static Entry entry(EmailAddress address, Kind kind, JsonNode item) {
        String text = EventJson.text(item, "error").orElse("");
        return new Entry(address, kind.reason, created(item), text);
    }

    /** {@code Fri, 21 Oct 2011 11:02:55 UTC} or GMT. */
    private static Instant created(JsonNode item) {
        String text = EventJson.text(item, "created_at").orElse("").replace("UTC", "GMT");
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return EventJson.iso(item, "created_at").orElse(Instant.EPOCH);
        }
    }

    /** Only the query: a URL of an answer must not decide where the key is sent. */
    private static Optional<String> query(String url) {
        try {
            return Optional.ofNullable(URI.create(url).getRawQuery());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public CompletionStage<Void> remove(EmailAddress address) {
        CompletionStage<Void> done = CompletableFuture.allOf();
        for (Kind kind : Kind.values()) {
            done = done.thenCompose(before -> remove(kind, address));
        }
        return done;
    }

    private CompletionStage<Void> remove(Kind kind, EmailAddress address) {
        String path = kind.path() + "/"
                + URLEncoder.encode(address.toString(), StandardCharsets.UTF_8).replace("+", "%20");
        return http.call(authorized(HttpRequest.DELETE(base + path))).thenAccept(answer -> {
            if (!answer.isSuccess() && answer.status() != 404) {
                throw LookupHttp.failure(answer, false);
            }
        });
    }

    private MutableHttpRequest<?> authorized(MutableHttpRequest<?> request) {
        return request.header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON).basicAuth("api", apiKey);
    }
}
