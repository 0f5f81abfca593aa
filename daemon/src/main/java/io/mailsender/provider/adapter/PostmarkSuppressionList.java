package io.mailsender.provider.adapter;

import static io.mailsender.provider.JsonMember.text;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionReason;
import io.micronaut.http.HttpMethod;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The suppressions of the message stream (<a href="https://postmarkapp.com/developer/api/suppressions-api">.../suppressions</a>). Postmark
 * gives them all in one answer. If that is too long for us, they are asked for month by month, the latest first.
 */
final class PostmarkSuppressionList implements SuppressionList {

    /** Postmark opened in 2010. */
    private static final YearMonth FIRST = YearMonth.of(2010, 1);

    private final PostmarkRest rest;
    private final String path;

    PostmarkSuppressionList(PostmarkRest rest) {
        this.rest = rest;
        this.path = "/message-streams/" + rest.stream() + "/suppressions";
    }

    @Override
    public CompletionStage<Page> list(@Nullable String cursor) {
        if (cursor != null) {
            YearMonth month = YearMonth.parse(cursor);
            String next = month.isAfter(FIRST) ? month.minusMonths(1).toString() : null;
            return rest.get(path + "/dump?fromdate=" + month.atDay(1) + "&todate=" + month.atEndOfMonth())
                    .thenApply(answer -> new Page(entries(answer), next));
        }
        return rest.get(path + "/dump")
                .thenApply(answer -> answer.isSuccess() && answer.body() == null
                        ? new Page(List.of(), YearMonth.now(ZoneOffset.UTC).toString())
                        : new Page(entries(answer), null));
    }

    private static List<Entry> entries(Answer answer) {
        if (!answer.isSuccess() || answer.json().get("Suppressions") == null) {
            throw LookupHttp.failure(answer, false);
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode suppression : JsonMember.list(answer.json(), "Suppressions")) {
            EmailAddress address = EventJson.address(suppression, "EmailAddress");
            if (address != null) {
                String why = text(suppression, "SuppressionReason");
                String origin = text(suppression, "Origin");
                entries.add(new Entry(
                        address,
                        reason(why, origin),
                        EventJson.iso(suppression, "CreatedAt").orElse(Instant.EPOCH),
                        why + " by " + origin));
            }
        }
        return entries;
    }

    private static SuppressionReason reason(String reason, String origin) {
        return switch (reason) {
            case "HardBounce" -> SuppressionReason.HARD_BOUNCE;
            case "SpamComplaint" -> SuppressionReason.COMPLAINT;
            default -> origin.equals("Recipient") ? SuppressionReason.UNSUBSCRIBE : SuppressionReason.MANUAL;
        };
    }

    /** Postmark does not lift complaints. */
    @Override
    public CompletionStage<Void> remove(EmailAddress address) {
        byte[] body = JsonBody.of(json -> {
            json.writeArrayFieldStart("Suppressions");
            json.writeStartObject();
            json.writeStringField("EmailAddress", address.toString());
            json.writeEndObject();
            json.writeEndArray();
        });
        return rest.send(HttpMethod.POST, path + "/delete", body).thenApply(answer -> {
            JsonMember.list(answer.json(), "Suppressions").stream()
                    .filter(result -> text(result, "Status").equals("Failed"))
                    .findFirst()
                    .ifPresent(failed -> {
                        throw new LookupFailedException(new Reply(answer.status(), text(failed, "Message")), false);
                    });
            return null;
        });
    }
}
