package io.mailsender.provider.adapter;

import static io.mailsender.provider.JsonMember.text;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionReason;
import io.micronaut.http.HttpMethod;
import io.micronaut.json.tree.JsonNode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries for transactional mails, since an adapter's mails are transactional
 * (<a href="https://developers.sparkpost.com/api/suppression-list/">/api/v1/suppression-list</a>). The key needs the right "Recipient
 * Suppression List: Read/Write".
 */
final class SparkpostSuppressionList implements SuppressionList {

    private static final String PATH = "/suppression-list";

    private static final byte[] NO_BODY = new byte[0];

    private static final Pattern CURSOR = Pattern.compile("[?&]cursor=([^&]+)");

    private final SparkpostRest rest;

    SparkpostSuppressionList(SparkpostRest rest) {
        this.rest = rest;
    }

    @Override
    public CompletionStage<Page> list(@Nullable String cursor) {
        String from = URLEncoder.encode(cursor == null ? "initial" : cursor, StandardCharsets.UTF_8);
        return rest.call(HttpMethod.GET, PATH + "?types=transactional&per_page=1000&cursor=" + from, NO_BODY)
                .thenApply(SparkpostSuppressionList::page);
    }

    private static Page page(Answer answer) {
        if (answer.status() == 404) {
            return new Page(List.of(), null);
        }
        if (!answer.isSuccess() || answer.json().get("results") == null) {
            throw LookupHttp.failure(answer, false);
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode result : JsonMember.list(answer.json(), "results")) {
            EmailAddress address = EventJson.address(result, "recipient");
            if (address != null) {
                Instant since = EventJson.iso(result, "created")
                        .or(() -> EventJson.iso(result, "updated"))
                        .orElse(Instant.EPOCH);
                entries.add(new Entry(address, reason(text(result, "source")), since, text(result, "description")));
            }
        }
        return new Page(entries, next(answer.json()));
    }

    private static @Nullable String next(JsonNode body) {
        for (JsonNode link : JsonMember.list(body, "links")) {
            Matcher cursor = CURSOR.matcher(text(link, "href"));
            if (text(link, "rel").equals("next") && cursor.find()) {
                return URLDecoder.decode(cursor.group(1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private static SuppressionReason reason(String source) {
        return switch (source) {
            case "Bounce Rule" -> SuppressionReason.HARD_BOUNCE;
            case "Spam Complaint" -> SuppressionReason.COMPLAINT;
            case "List Unsubscribe", "Unsubscribe Link" -> SuppressionReason.UNSUBSCRIBE;
            default -> SuppressionReason.MANUAL;
        };
    }

    /** SparkPost does not lift what its compliance team added. */
    @Override
    public CompletionStage<Void> remove(EmailAddress address) {
        String path = PATH + "/" + URLEncoder.encode(address.toString(), StandardCharsets.UTF_8);
        byte[] body = JsonBody.of(json -> json.writeStringField("type", "transactional"));
        return rest.call(HttpMethod.DELETE, path, body).thenApply(answer -> {
            if (!answer.isSuccess() && answer.status() != 404) {
                throw LookupHttp.failure(answer, false);
            }
            return null;
        });
    }
}
