package io.mailsender.provider.adapter;

import static io.mailsender.provider.JsonMember.text;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionReason;
import io.micronaut.http.HttpMethod;
import io.micronaut.json.tree.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Brevo's blocked transactional contacts
 * (<a href="https://developers.brevo.com/reference/get-transac-blocked-contacts">/v3/smtp/blockedContacts</a>).
 */
final class BrevoSuppressionList implements SuppressionList {

    /** The most that Brevo gives at a time. */
    private static final int PAGE = 100;

    private final BrevoRest rest;

    BrevoSuppressionList(BrevoRest rest) {
        this.rest = rest;
    }

    @Override
    public CompletionStage<Page> list(@Nullable String cursor) {
        int offset = cursor == null ? 0 : Integer.parseInt(cursor);
        // The oldest first, so that an address that is added meanwhile moves no other to the next page.
        return rest.call(HttpMethod.GET, "smtp/blockedContacts?limit=" + PAGE + "&offset=" + offset + "&sort=asc")
                .thenApply(answer -> page(answer, offset));
    }

    private static Page page(Answer answer, int offset) {
        if (!answer.isSuccess() && !BrevoRest.isNotFound(answer)) {
            throw LookupHttp.failure(answer, false);
        }
        List<JsonNode> contacts = JsonMember.list(answer.json(), "contacts");
        List<Entry> entries = new ArrayList<>();
        for (JsonNode contact : contacts) {
            EmailAddress address = EventJson.address(contact, "email");
            if (address != null) {
                JsonNode reason = EventJson.child(contact, "reason");
                entries.add(new Entry(
                        address,
                        reason(text(reason, "code")),
                        EventJson.iso(contact, "blockedAt").orElse(Instant.EPOCH),
                        text(reason, "message")));
            }
        }
        return new Page(entries, contacts.size() < PAGE ? null : String.valueOf(offset + PAGE));
    }

    private static SuppressionReason reason(String code) {
        return switch (code) {
            case "hardBounce" -> SuppressionReason.HARD_BOUNCE;
            case "contactFlaggedAsSpam" -> SuppressionReason.COMPLAINT;
            case "unsubscribedViaMA", "unsubscribedViaEmail", "unsubscribedViaApi" -> SuppressionReason.UNSUBSCRIBE;
            default -> SuppressionReason.MANUAL;
        };
    }

    @Override
    public CompletionStage<Void> remove(EmailAddress address) {
        String path = "smtp/blockedContacts/" + URLEncoder.encode(address.toString(), StandardCharsets.UTF_8);
        return rest.call(HttpMethod.DELETE, path).thenApply(answer -> {
            if (!answer.isSuccess() && answer.status() != 404) {
                throw LookupHttp.failure(answer, false);
            }
            return null;
        });
    }
}
