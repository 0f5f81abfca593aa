package io.mailsender.provider.adapter;

import static io.mailsender.provider.event.EventJson.text;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.EventId;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.ProviderEvent.Subject;
import io.mailsender.provider.event.ReportReader;
import io.mailsender.provider.event.Severity;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Postmark's <a href="https://postmarkapp.com/developer/webhooks/webhooks-overview">webhooks</a>: one object for each event and
 * recipient. Postmark repeats a post for about ten minutes (opens and clicks) or six hours, unless it is answered 403.
 */
final class PostmarkEvents implements EventSource {

    /** What Postmark sends in place of an id if a person tries the webhook. */
    private static final String NO_MESSAGE = "00000000-0000-0000-0000-000000000000";

    private final ReportReader reports;
    private final EventRegistration registration;

    PostmarkEvents(ReportReader reports, EventRegistration registration) {
        this.reports = reports;
        this.registration = registration;
    }

    @Override
    public Authentication authentication() {
        return Authentication.SECRET_IN_URL;
    }

    @Override
    public Optional<EventRegistration> registration() {
        return Optional.of(registration);
    }

    @Override
    public CompletionStage<EventReport> read(EventPost post) {
        return reports.read(post, PostmarkEvents::events);
    }

    private static List<ProviderEvent> events(JsonNode record, Instant received) {
        String kind = text(record, "RecordType")
                .orElseThrow(() -> new IllegalArgumentException("the object has no RecordType"));
        String details =
                text(record, "Details").or(() -> text(record, "Description")).orElse("");
        return switch (kind) {
            case "Delivery" -> event(record, received, EventType.DELIVERED, Detail.of(details));
            case "Open" -> event(record, received, EventType.OPENED, Detail.NONE);
            case "Click" -> event(record, received, EventType.CLICKED, Detail.NONE);
            case "SpamComplaint" -> event(record, received, EventType.COMPLAINED, Detail.of(details));
            case "Bounce" -> {
                PostmarkBounceType type =
                        PostmarkBounceType.of(text(record, "Type").orElse(""), EventJson.number(record, "TypeCode"));
                yield event(record, received, type.type(), type.detail(details));
            }
            case "SubscriptionChange" -> subscription(record, received);
            default -> event(record, received, EventType.OTHER, Detail.of(kind));
        };
    }

    /** The address was put on the stream's suppression list, or taken from it. */
    private static List<ProviderEvent> subscription(JsonNode record, Instant received) {
        String origin = text(record, "Origin").orElse("");
        if (!text(record, "SuppressSending").orElse("").equalsIgnoreCase("true")) {
            return event(record, received, EventType.OTHER, Detail.of("reactivated by " + origin));
        }
        String reason = text(record, "SuppressionReason").orElse("");
        return switch (reason) {
            case "HardBounce" ->
                event(
                        record,
                        received,
                        EventType.BOUNCED,
                        new Detail(Severity.HARD, EventReason.INVALID_ADDRESS, 0, reason));
            case "SpamComplaint" -> event(record, received, EventType.COMPLAINED, Detail.of(reason));
            default ->
                // A customer or admin put it there; the recipient asked for nothing.
                origin.isEmpty() || origin.equals("Recipient")
                        ? event(
                                record,
                                received,
                                EventType.UNSUBSCRIBED,
                                Detail.of(EventReason.UNSUBSCRIBED, 0, reason))
                        : event(
                                record,
                                received,
                                EventType.OTHER,
                                Detail.of(EventReason.SUPPRESSED, 0, reason + " by " + origin));
        };
    }

    private static List<ProviderEvent> event(JsonNode record, Instant received, EventType type, Detail detail) {
        Optional<String> id = text(record, "MessageID").filter(some -> !some.equals(NO_MESSAGE));
        EmailAddress recipient = EventJson.address(record, "Recipient", "Email");
        Subject subject = Subject.of(
                text(EventJson.child(record, "Metadata"), PostmarkLabelSet.ID).orElse(null),
                id.stream().toList());
        return List.of(new ProviderEvent(type, eventId(record), time(record, received), subject, recipient, detail));
    }

    /** Only bounces have an id, and it is 42 for each that a person tries. */
    private static String eventId(JsonNode record) {
        return EventId.of(Stream.of(
                        "RecordType",
                        "ID",
                        "MessageID",
                        "Recipient",
                        "Email",
                        "Type",
                        "SuppressSending",
                        "DeliveredAt",
                        "BouncedAt",
                        "ReceivedAt",
                        "ChangedAt",
                        "OriginalLink")
                .map(name -> text(record, name).orElse(""))
                .toArray(String[]::new));
    }

    private static Instant time(JsonNode record, Instant received) {
        return Stream.of("DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")
                .flatMap(name -> EventJson.iso(record, name).stream())
                .findFirst()
                .orElse(received);
    }
}
