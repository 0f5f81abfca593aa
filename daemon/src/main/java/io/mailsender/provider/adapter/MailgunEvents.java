package io.mailsender.provider.adapter;

import io.mailsender.message.MessageId;
import io.mailsender.provider.event.EventAddress;
import io.mailsender.provider.event.EventBatch;
import io.mailsender.provider.event.EventId;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventRefusedException;
import io.mailsender.provider.event.EventRegistration;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads Mailgun's webhooks (<a href="https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads">payloads</a>):
 * one event in each post. The older form posts have no {@code event-data} and are refused.
 */
final class MailgunEvents implements EventSource {

    private final String provider;
    private final MailgunSignature signature;
    private final EventRegistration registration;

    MailgunEvents(String provider, String signingKey, EventRegistration registration) {
        this.provider = provider;
        this.signature = new MailgunSignature(signingKey);
        this.registration = registration;
    }

    @Override
    public Authentication authentication() {
        return Authentication.SIGNATURE;
    }

    @Override
    public Optional<EventRegistration> registration() {
        return Optional.of(registration);
    }

    @Override
    public CompletionStage<EventReport> read(EventPost post) {
        try {
            JsonNode body = EventJson.parse(post.body());
            String token = signature.require(body, post.received());
            // An event without a time gets that of the signature, which is the same for each repetition.
            Instant signed = EventJson.seconds(EventJson.child(body, "signature"), "timestamp")
                    .orElse(post.received());
            List<ProviderEvent> events = EventBatch.read(
                    provider, EventJson.objects(body, "event-data"), data -> List.of(event(data, signed)));
            return CompletableFuture.completedFuture(new EventReport(events, token));
        } catch (EventRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static ProviderEvent event(JsonNode data, Instant signed) {
        JsonNode headers = EventJson.child(EventJson.child(data, "message"), "headers");
        String messageId = EventJson.text(headers, "message-id").orElse("");
        // A rejected message has no recipient of its own.
        String recipient = EventJson.text(data, "recipient")
                .or(() -> EventJson.text(headers, "to"))
                .orElse("");
        String name = EventJson.text(data, "event").orElse("");
        // "id" is unique within a day only.
        String id = EventId.of(
                EventJson.text(data, "id").orElse(""),
                name,
                EventJson.text(data, "timestamp").orElse(signed.toString()),
                recipient,
                messageId);
        EventType type = type(name, data);
        return new ProviderEvent(
                type,
                id,
                EventJson.seconds(data, "timestamp").orElse(signed),
                subject(data, messageId),
                EventAddress.parse(recipient).orElse(null),
                detail(type, data));
    }

    /** Mailgun's answer to a message has its id in angle brackets, an event has it without them. */
    private static Subject subject(JsonNode data, String messageId) {
        String own = EventJson.text(EventJson.child(data, "user-variables"), MailgunLabelSet.ID)
                .filter(MessageId::isValue)
                .orElse(null);
        String bare = messageId.replaceAll("[<>]", "");
        return new Subject(own, bare.isEmpty() ? List.of() : List.of("<" + bare + ">", bare));
    }

    private static EventType type(String name, JsonNode data) {
        return switch (name) {
            case "accepted" -> EventType.ACCEPTED;
            case "delivered" -> EventType.DELIVERED;
            case "failed" -> failure(data);
            case "rejected" -> EventType.REJECTED;
            case "complained" -> EventType.COMPLAINED;
            case "unsubscribed" -> EventType.UNSUBSCRIBED;
            case "opened" -> EventType.OPENED;
            case "clicked" -> EventType.CLICKED;
            default -> EventType.OTHER;
        };
    }

    private static EventType failure(JsonNode data) {
        if (reason(data).startsWith("suppress-")) {
            return EventType.SUPPRESSED;
        }
        return EventJson.text(data, "severity").filter("permanent"::equals).isPresent()
                ? EventType.BOUNCED
                : EventType.DEFERRED;
    }

    private static String reason(JsonNode data) {
        return EventJson.text(data, "reason").orElse("");
    }

    private static Detail detail(EventType type, JsonNode data) {
        RemoteReply reply = reply(data);
        return switch (type) {
            case BOUNCED -> bounce(reason(data), reply);
            case DEFERRED -> Detail.of(reply.reason(), reply.code(), reply.text());
            case DELIVERED -> new Detail(null, null, reply.code(), reply.text());
            case SUPPRESSED ->
                new Detail(
                        null,
                        reason(data).equals("suppress-unsubscribe") ? EventReason.UNSUBSCRIBED : EventReason.SUPPRESSED,
                        0,
                        reply.text());
            case REJECTED -> {
                JsonNode reject = EventJson.child(data, "reject");
                String text = EventJson.text(reject, "reason")
                        .or(() -> EventJson.text(reject, "description"))
                        .orElse(reply.text());
                EventReason reason = RemoteReply.parse(text).reason();
                yield Detail.of(reason == EventReason.CONTENT ? reason : EventReason.OTHER, 0, text);
            }
            default -> Detail.NONE;
        };
    }

    /** "permanent" says only that Mailgun gave up. It lists an address as bounced for "bounce", not for "generic" or "old". */
    private static Detail bounce(String reason, RemoteReply reply) {
        EventReason why = reason.equals("old") ? EventReason.TIMED_OUT : reply.reason();
        boolean hard = why == EventReason.INVALID_ADDRESS || (why == EventReason.OTHER && reason.equals("bounce"));
        return new Detail(hard ? Severity.HARD : Severity.SOFT, why, reply.code(), reply.text());
    }

    private static RemoteReply reply(JsonNode data) {
        JsonNode status = EventJson.child(data, "delivery-status");
        String text = EventJson.text(status, "message")
                .or(() -> EventJson.text(status, "description"))
                .orElse("");
        return RemoteReply.of(
                EventJson.number(status, "code"),
                EventJson.text(status, "enhanced-code").orElse(""),
                text);
    }
}
