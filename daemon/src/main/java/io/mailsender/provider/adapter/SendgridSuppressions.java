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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * SendGrid's lists of addresses that it drops mail to (<a
 * href="https://www.twilio.com/docs/sendgrid/api-reference/bounces-api">bounces</a>, spam reports, invalid emails, global unsubscribes), read
 * one after the other. The list of blocks keeps no mail back.
 */
final class SendgridSuppressions implements SuppressionList {

    private static final int LIMIT = 500;

    private enum Kind {
        BOUNCES(SuppressionReason.HARD_BOUNCE, "suppression/bounces"),
        SPAM_REPORTS(SuppressionReason.COMPLAINT, "suppression/spam_reports"),
        INVALID_EMAILS(SuppressionReason.HARD_BOUNCE, "suppression/invalid_emails"),
        UNSUBSCRIBES(SuppressionReason.UNSUBSCRIBE, "asm/suppressions/global");

        private final SuppressionReason reason;
        private final String removal;

        Kind(SuppressionReason reason, String removal) {
            this.reason = reason;
            this.removal = removal;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        Optional<Kind> next() {
            return ordinal() + 1 < values().length ? Optional.of(values()[ordinal() + 1]) : Optional.empty();
        }
    }

    private final String apiKey;
    private final String base;
    private final LookupHttp http;

    SendgridSuppressions(Sendgrid.Settings settings, String base, LookupHttp http) {
        this.apiKey = settings.apiKey();
        this.base = base + "/v3/";
        this.http = http;
    }

    /** @param cursor {@code LIST:OFFSET} */
    @Override
    public CompletionStage<Page> list(@Nullable String cursor) {
        String[] parts = (cursor == null ? Kind.BOUNCES.word() + ":0" : cursor).split(":", 2);
        Optional<Kind> kind = List.of(Kind.values()).stream()
                .filter(each -> each.word().equals(parts[0]))
                .findFirst();
        if (kind.isEmpty() || parts.length < 2 || !parts[1].matches("\\d{1,9}")) {
            return CompletableFuture.completedFuture(new Page(List.of(), null));
        }
        int offset = Integer.parseInt(parts[1]);
        String path = "suppression/" + kind.get().word() + "?limit=" + LIMIT + "&offset=" + offset;
        return http.call(authorized(HttpRequest.GET(base + path)))
                .thenApply(answer -> page(answer, kind.get(), offset));
    }

    private static Page page(Answer answer, Kind kind, int offset) {
        JsonNode items = answer.json();
        if (!answer.isSuccess() || !items.isArray()) {
            throw LookupHttp.failure(answer, false);
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode item : EventJson.objects(items)) {
            EventAddress.find(item, "email")
                    .ifPresent(address -> entries.add(new Entry(
                            address,
                            kind.reason,
                            EventJson.seconds(item, "created").orElse(Instant.EPOCH),
                            EventJson.text(item, "reason").orElse(""))));
        }
        String next = items.size() < LIMIT
                ? kind.next().map(list -> list.word() + ":0").orElse(null)
                : kind.word() + ":" + (offset + LIMIT);
        return new Page(entries, next);
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
        String path = kind.removal + "/"
                + URLEncoder.encode(address.toString(), StandardCharsets.UTF_8).replace("+", "%20");
        return http.call(authorized(HttpRequest.DELETE(base + path))).thenAccept(answer -> {
            if (!answer.isSuccess() && answer.status() != 404) {
                throw LookupHttp.failure(answer, false);
            }
        });
    }

    private MutableHttpRequest<?> authorized(MutableHttpRequest<?> request) {
        return request.header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON).bearerAuth(apiKey);
    }
}
