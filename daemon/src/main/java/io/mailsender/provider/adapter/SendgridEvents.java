package io.mailsender.provider.adapter;

import io.mailsender.message.MessageId;
import io.mailsender.provider.event.EventAddress;
import io.mailsender.provider.event.EventBatch;
import io.mailsender.provider.event.EventId;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventRefusedException;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.ProviderEvent.Subject;
import io.mailsender.provider.event.RemoteReply;
import io.mailsender.provider.event.Severity;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads SendGrid's signed event webhook (<a href="https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event">Event Webhook
 * Reference</a>): an array of events about any messages.
 */
final class SendgridEvents implements EventSource {

    /** The parts of an id between dots are seven at most. */
    private static final int MAX_IDS = 8;

    private final String provider;
    private final SendgridSignature signature;

    /** @throws IllegalArgumentException if the key is none */
    SendgridEvents(String provider, String publicKey) {
        this.provider = provider;
        this.signature = new SendgridSignature(publicKey);
    }

    @Override
    public Authentication authentication() {
        return Authentication.SIGNATURE;
    }

    @Override
    public CompletionStage<EventReport> read(EventPost post) {
        try {
            signature.require(post);
            List<JsonNode> items = EventJson.objects(EventJson.parse(post.body()));
            return CompletableFuture.completedFuture(
                    EventReport.of(EventBatch.read(provider, items, item -> events(item, post.received()))));
        } catch (EventRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static List<ProviderEvent> events(JsonNode item, Instant received) {
        String messageId = EventJson.text(item, "sg_message_id").orElse("");
        String own = EventJson.text(item, SendgridLabelSet.ID)
                .filter(MessageId::isValue)
                .orElse(null);
        if (messageId.isEmpty() && own == null) {
            // Such as account_status_change.
            return List.of();
        }
        String name = EventJson.text(item, "event").orElse("");
        String email = EventJson.text(item, "email").orElse("");
        // sg_event_id differs between repetitions of the same event (sendgrid/sendgrid-nodejs#1435).
        String id = EventId.of(
                messageId,
                own == null ? "" : own,
                name,
                email,
                EventJson.text(item, "timestamp").orElse(""),
                EventJson.text(item, "attempt").orElse(""),
                EventJson.text(item, "url").orElse(""));
        EventType type = type(name, item);
        return List.of(new ProviderEvent(
                type,
                id,
                EventJson.seconds(item, "timestamp").orElse(received),
                new Subject(own, ids(messageId, EventJson.text(item, "smtp-id").orElse(""))),
                EventAddress.parse(email).orElse(null),
                detail(type, item)));
    }

    /**
     * The X-Message-Id of the answer is the beginning of sg_message_id, up to a dot, and can itself have dots. An event of a message that
     * SendGrid dropped at once lacks it there, but has it in the Message-ID that SendGrid made, if the message had none.
     */
    private static List<String> ids(String messageId, String smtpId) {
        Set<String> ids = new LinkedHashSet<>();
        for (int dot = messageId.indexOf('.'); dot > 0 && ids.size() < MAX_IDS; dot = messageId.indexOf('.', dot + 1)) {
            ids.add(messageId.substring(0, dot));
        }
        if (!messageId.isEmpty()) {
            ids.add(messageId);
        }
        int at = smtpId.indexOf("@ismtpd");
        if (smtpId.startsWith("<") && at > 1) {
            ids.add(smtpId.substring(1, at));
        }
        return List.copyOf(ids);
    }

    private static EventType type(String name, JsonNode item) {
        return switch (name) {
            case "processed" -> EventType.ACCEPTED;
            case "delivered" -> EventType.DELIVERED;
            case "deferred" -> EventType.DEFERRED;
            case "bounce" -> EventType.BOUNCED;
            case "dropped" -> dropped(reason(item));
            case "spamreport" -> EventType.COMPLAINED;
            case "unsubscribe", "group_unsubscribe" -> EventType.UNSUBSCRIBED;
            case "open" -> EventType.OPENED;
            case "click" -> EventType.CLICKED;
            default -> EventType.OTHER;
        };
    }

    private static EventType dropped(String reason) {
        return switch (reason) {
            case "Bounced Address", "Unsubscribed Address", "Spam Reporting Address" -> EventType.SUPPRESSED;
            // The address cannot exist, such as one at a domain without a dot.
            case "Invalid" -> EventType.BOUNCED;
            default -> EventType.REJECTED;
        };
    }

    private static String reason(JsonNode item) {
        return EventJson.text(item, "reason").orElse("");
    }

    private static Detail detail(EventType type, JsonNode item) {
        String reason = reason(item);
        RemoteReply reply = RemoteReply.of(
                0,
                EventJson.text(item, "status").orElse(""),
                EventJson.text(item, "response").orElse(reason));
        return switch (type) {
            case BOUNCED -> bounce(item, reply);
            case DEFERRED -> Detail.of(reply.reason(), reply.code(), reply.text());
            case DELIVERED -> new Detail(null, null, reply.code(), reply.text());
            case SUPPRESSED ->
                Detail.of(
                        reason.startsWith("Unsubscribed") ? EventReason.UNSUBSCRIBED : EventReason.SUPPRESSED,
                        0,
                        reason);
            case REJECTED ->
                Detail.of(reason.startsWith("Spam Content") ? EventReason.CONTENT : EventReason.OTHER, 0, reason);
            default -> Detail.NONE;
        };
    }

    /** Type "blocked" is a refusal that SendGrid does not list the address for; the bounces of type "bounce" it lists. */
    private static Detail bounce(JsonNode item, RemoteReply reply) {
        if (reply.text().equals("Invalid")) {
            return new Detail(Severity.HARD, EventReason.INVALID_ADDRESS, 0, reply.text());
        }
        EventReason why = reply.reason() == EventReason.OTHER ? classified(item) : reply.reason();
        boolean listed = EventJson.text(item, "type").filter("blocked"::equals).isEmpty();
        boolean hard = listed && (why == EventReason.INVALID_ADDRESS || why == EventReason.OTHER);
        return new Detail(hard ? Severity.HARD : Severity.SOFT, why, reply.code(), reply.text());
    }

    private static EventReason classified(JsonNode item) {
        return switch (EventJson.text(item, "bounce_classification").orElse("")) {
            case "Invalid Address" -> EventReason.INVALID_ADDRESS;
            case "Content" -> EventReason.CONTENT;
            case "Reputation", "Frequency or Volume Too High" -> EventReason.BLOCKED;
            default -> EventReason.OTHER;
        };
    }
}
