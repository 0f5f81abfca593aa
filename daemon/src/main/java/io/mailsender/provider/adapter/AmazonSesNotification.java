package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import io.mailsender.provider.TagMapper;
import io.mailsender.provider.event.EventAddress;
import io.mailsender.provider.event.EventId;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.ProviderEvent.Subject;
import io.mailsender.provider.event.RemoteReply;
import io.mailsender.provider.event.Severity;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event of SES, of either family: {@code eventType} (event publishing, with tags) or {@code notificationType} (notifications of an
 * identity, without).
 *
 * @param id of the message of SNS, the same for each repetition
 * @param published when SES gave it to SNS
 */
record AmazonSesNotification(JsonNode event, String id, Instant published) {

    /** One for each recipient that it is about; none if it is about no mail. */
    List<ProviderEvent> events() {
        JsonNode mail = EventJson.child(event, "mail");
        String name = EventJson.text(event, "eventType")
                .or(() -> EventJson.text(event, "notificationType"))
                .orElse("");
        if (mail == null || name.equals("Received")) {
            return List.of();
        }
        return switch (name) {
            case "Send" -> ofAll(EventType.ACCEPTED, "send", Detail.NONE, mail);
            case "Delivery" -> delivery(mail);
            case "DeliveryDelay" -> delay(mail);
            case "Bounce" -> bounce(mail);
            case "Complaint" -> complaint(mail);
            case "Reject" -> {
                String reason = EventJson.text(EventJson.child(event, "reject"), "reason")
                        .orElse("");
                // The only reason is "Bad content": a virus.
                yield ofAll(EventType.REJECTED, "reject", Detail.of(EventReason.CONTENT, 0, reason), mail);
            }
            case "Rendering Failure", "RenderingFailure" -> {
                String text = EventJson.text(EventJson.child(event, "failure"), "errorMessage")
                        .orElse("");
                yield ofAll(EventType.REJECTED, "failure", Detail.of(EventReason.OTHER, 0, text), mail);
            }
            case "Open" -> List.of(ofOnly(EventType.OPENED, "open", mail));
            case "Click" -> List.of(ofOnly(EventType.CLICKED, "click", mail));
            case "Subscription" -> List.of(ofOnly(subscription(), "subscription", mail));
            default -> List.of(ofOnly(EventType.OTHER, "", mail));
        };
    }

    private List<ProviderEvent> delivery(JsonNode mail) {
        JsonNode delivery = EventJson.child(event, "delivery");
        RemoteReply reply =
                RemoteReply.parse(EventJson.text(delivery, "smtpResponse").orElse(""));
        Detail detail = new Detail(null, null, reply.code(), reply.text());
        List<ProviderEvent> events = new ArrayList<>();
        for (String recipient : EventJson.texts(delivery, "recipients")) {
            events.add(of(EventType.DELIVERED, "delivery", recipient, detail, mail));
        }
        return events;
    }

    private List<ProviderEvent> delay(JsonNode mail) {
        JsonNode delay = EventJson.child(event, "deliveryDelay");
        String kind = EventJson.text(delay, "delayType").orElse("");
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode recipient : EventJson.objects(delay, "delayedRecipients")) {
            RemoteReply reply = reply(recipient);
            EventReason why = switch (kind) {
                case "MailboxFull" -> EventReason.MAILBOX_FULL;
                case "SpamDetected" -> EventReason.CONTENT;
                case "IPFailure" -> EventReason.BLOCKED;
                case "TransientCommunicationFailure" -> EventReason.TIMED_OUT;
                default -> reply.reason();
            };
            events.add(of(
                    EventType.DEFERRED,
                    "deliveryDelay",
                    EventJson.text(recipient, "emailAddress").orElse(""),
                    Detail.of(why, reply.code(), reply.text()),
                    mail));
        }
        return events;
    }

    private List<ProviderEvent> bounce(JsonNode mail) {
        JsonNode bounce = EventJson.child(event, "bounce");
        String kind = EventJson.text(bounce, "bounceSubType").orElse("");
        boolean suppressed = kind.equals("Suppressed") || kind.equals("OnAccountSuppressionList");
        boolean unsubscribed = kind.equals("UnsubscribedRecipient");
        boolean hard =
                EventJson.text(bounce, "bounceType").filter("Permanent"::equals).isPresent();
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode recipient : EventJson.objects(bounce, "bouncedRecipients")) {
            RemoteReply reply = reply(recipient);
            Detail detail = suppressed || unsubscribed
                    ? Detail.of(unsubscribed ? EventReason.UNSUBSCRIBED : EventReason.SUPPRESSED, 0, reply.text())
                    : new Detail(hard ? Severity.HARD : Severity.SOFT, reason(kind, reply), reply.code(), reply.text());
            events.add(of(
                    detail.severity() == null ? EventType.SUPPRESSED : EventType.BOUNCED,
                    "bounce",
                    EventJson.text(recipient, "emailAddress").orElse(""),
                    detail,
                    mail));
        }
        return events;
    }

    private static EventReason reason(String kind, RemoteReply reply) {
        return switch (kind) {
            case "NoEmail" -> EventReason.INVALID_ADDRESS;
            case "MailboxFull" -> EventReason.MAILBOX_FULL;
            case "MessageTooLarge", "ContentRejected", "AttachmentRejected" -> EventReason.CONTENT;
            case "CustomTimeoutExceeded" -> EventReason.TIMED_OUT;
            default -> reply.reason();
        };
    }

    private static RemoteReply reply(JsonNode recipient) {
        return RemoteReply.of(
                0,
                EventJson.text(recipient, "status").orElse(""),
                EventJson.text(recipient, "diagnosticCode").orElse(""));
    }

    /** Complaints seldom name who complained: these are the recipients at the complaining host. */
    private List<ProviderEvent> complaint(JsonNode mail) {
        JsonNode complaint = EventJson.child(event, "complaint");
        String feedback = EventJson.text(complaint, "complaintFeedbackType").orElse("");
        boolean listed = EventJson.text(complaint, "complaintSubType")
                .filter("OnAccountSuppressionList"::equals)
                .isPresent();
        EventType type = listed
                ? EventType.SUPPRESSED
                // The opposite of a complaint (RFC 6430).
                : feedback.equals("not-spam") ? EventType.OTHER : EventType.COMPLAINED;
        Detail detail = listed ? Detail.of(EventReason.SUPPRESSED, 0, feedback) : new Detail(null, null, 0, feedback);
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode recipient : EventJson.objects(complaint, "complainedRecipients")) {
            events.add(of(
                    type, "complaint", EventJson.text(recipient, "emailAddress").orElse(""), detail, mail));
        }
        return events;
    }

    private EventType subscription() {
        JsonNode now = EventJson.child(EventJson.child(event, "subscription"), "newTopicPreferences");
        return EventJson.text(now, "unsubscribeAll").filter("true"::equals).isPresent()
                ? EventType.UNSUBSCRIBED
                : EventType.OTHER;
    }

    /** About the whole mail. */
    private List<ProviderEvent> ofAll(EventType type, String part, Detail detail, JsonNode mail) {
        List<String> recipients = EventJson.texts(mail, "destination");
        return (recipients.isEmpty() ? List.of("") : recipients)
                .stream()
                        .map(recipient -> of(type, part, recipient, detail, mail))
                        .toList();
    }

    /** About one recipient of the mail, which is known only if the mail has no other. */
    private ProviderEvent ofOnly(EventType type, String part, JsonNode mail) {
        List<String> recipients = EventJson.texts(mail, "destination");
        return of(type, part, recipients.size() == 1 ? recipients.get(0) : "", Detail.NONE, mail);
    }

    /** @param part the member that has the time of the event */
    private ProviderEvent of(EventType type, String part, String recipient, Detail detail, JsonNode mail) {
        Instant time = EventJson.iso(EventJson.child(event, part), "timestamp").orElse(published);
        Optional<EmailAddress> address = EventAddress.parse(recipient);
        return new ProviderEvent(
                type,
                EventId.of(id, recipient),
                time,
                new Subject(
                        ownId(mail),
                        EventJson.text(mail, "messageId").map(List::of).orElse(List.of())),
                address.orElse(null),
                detail);
    }

    private static @Nullable String ownId(JsonNode mail) {
        return EventJson.texts(EventJson.child(mail, "tags"), TagMapper.ID).stream()
                .filter(MessageId::isValue)
                .findFirst()
                .orElse(null);
    }
}
