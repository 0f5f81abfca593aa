package io.mailsender.provider.adapter;

import static io.mailsender.provider.event.EventJson.text;

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
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Mailjet's <a href="https://dev.mailjet.com/email/guides/webhooks/">Event API</a>: an array of events of the last second, or one event
 * if they are not grouped. The id of an attempt is the MessageUUID of its first recipient, which an event has as {@code Message_GUID}.
 */
final class MailjetEvents implements EventSource {

    /** Errors that say that the address is at fault; see the guide's "Possible values for errors". */
    private static final Set<String> INVALID =
            Set.of("user unknown", "mailbox inactive", "invalid domain", "no mail host", "typofix");

    private final ReportReader reports;
    private final EventRegistration registration;

    MailjetEvents(ReportReader reports, EventRegistration registration) {
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
        return reports.read(post, MailjetEvents::events);
    }

    private static List<ProviderEvent> events(JsonNode object, Instant received) {
        String kind =
                text(object, "event").orElseThrow(() -> new IllegalArgumentException("the object names no event"));
        return switch (kind) {
            case "sent" ->
                event(
                        object,
                        received,
                        EventType.DELIVERED,
                        Detail.of(text(object, "smtp_reply").orElse("")));
            case "open" -> event(object, received, EventType.OPENED, Detail.NONE);
            case "click" -> event(object, received, EventType.CLICKED, Detail.NONE);
            case "bounce" -> bounce(object, received);
            case "blocked" -> blocked(object, received);
            case "spam" ->
                event(
                        object,
                        received,
                        EventType.COMPLAINED,
                        Detail.of(text(object, "source").orElse("")));
            case "unsub" -> event(object, received, EventType.UNSUBSCRIBED, Detail.of(EventReason.UNSUBSCRIBED, 0, ""));
            default -> event(object, received, EventType.OTHER, Detail.of(kind));
        };
    }

    private static List<ProviderEvent> bounce(JsonNode object, Instant received) {
        boolean hard = text(object, "hard_bounce").orElse("").matches("(?i)true|1");
        String error = error(object);
        if (!hard && (error.equals("greylisted") || related(object).equals("system"))) {
            // "Delivery will be re-attempted"; errors of Mailjet's own system "never are permanent".
            return event(object, received, EventType.DEFERRED, Detail.of(reason(object), 0, words(object)));
        }
        return event(
                object,
                received,
                EventType.BOUNCED,
                new Detail(hard ? Severity.HARD : Severity.SOFT, reason(object), code(object), words(object)));
    }

    /** Mailjet did not try to deliver it. */
    private static List<ProviderEvent> blocked(JsonNode object, Instant received) {
        EventReason reason = reason(object);
        if (reason == EventReason.INVALID_ADDRESS) {
            return event(
                    object,
                    received,
                    EventType.BOUNCED,
                    new Detail(Severity.HARD, reason, code(object), words(object)));
        }
        boolean refused = Set.of("spam", "content", "system").contains(related(object));
        return event(
                object,
                received,
                refused ? EventType.REJECTED : EventType.SUPPRESSED,
                Detail.of(reason, code(object), words(object)));
    }

    private static EventReason reason(JsonNode object) {
        String error = error(object);
        if (INVALID.contains(error)) {
            return EventReason.INVALID_ADDRESS;
        }
        return switch (error) {
            case "quota exceeded" -> EventReason.MAILBOX_FULL;
            case "relay/access denied", "sender blocked", "policy issue" -> EventReason.BLOCKED;
            case "content blocked" -> EventReason.CONTENT;
            case "connection issue" -> EventReason.TIMED_OUT;
            case "preblocked", "blacklisted", "spam reporter" -> EventReason.SUPPRESSED;
            default -> EventReason.OTHER;
        };
    }

    private static String error(JsonNode object) {
        return text(object, "error").orElse("").strip();
    }

    private static String related(JsonNode object) {
        return text(object, "error_related_to").orElse("").strip();
    }

    /** Newer events have the server's words as {@code comment}. */
    private static String words(JsonNode object) {
        return Stream.of(related(object), error(object), text(object, "comment").orElse(""))
                .filter(word -> !word.isEmpty())
                .reduce((one, other) -> one + ": " + other)
                .orElse("");
    }

    private static int code(JsonNode object) {
        return Detail.of(text(object, "comment").orElse("")).statusCode();
    }

    private static List<ProviderEvent> event(JsonNode object, Instant received, EventType type, Detail detail) {
        // MessageID is beyond 2^53, and not what an attempt has recorded, but may be what a person looks for.
        List<String> ids = Stream.of("Message_GUID", "MessageID", "mj_message_id")
                .flatMap(name -> text(object, name).stream())
                .filter(id -> !id.equals("0"))
                .distinct()
                .toList();
        Subject subject = Subject.of(text(object, "CustomID").orElse(null), ids);
        String id = EventId.of(
                Stream.of("event", "Message_GUID", "MessageID", "mj_message_id", "email", "time", "error", "url")
                        .map(name -> text(object, name).orElse(""))
                        .toArray(String[]::new));
        Instant time = EventJson.seconds(object, "time").orElse(received);
        return List.of(new ProviderEvent(type, id, time, subject, EventJson.address(object, "email"), detail));
    }
}
