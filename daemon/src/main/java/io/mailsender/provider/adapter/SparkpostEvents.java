package io.mailsender.provider.adapter;

import static io.mailsender.provider.event.EventJson.text;

import io.mailsender.provider.event.Diagnosis;
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
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * SparkPost's <a href="https://developers.sparkpost.com/api/webhooks/">event webhooks</a>: an array of {@code {"msys": {CLASS: event}}}.
 * An empty {@code msys} is a ping. SparkPost repeats a batch for eight hours.
 */
final class SparkpostEvents implements EventSource {

    /** Events about mails that the account receives, and about other things than messages. */
    private static final Set<String> NOT_ABOUT_A_MESSAGE = Set.of("relay_event", "ingest_event", "ab_test_event");

    private static final int MAX_ID = 64;

    private final ReportReader reports;
    private final EventRegistration registration;

    SparkpostEvents(ReportReader reports, EventRegistration registration) {
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
        return reports.read(post, SparkpostEvents::events);
    }

    private static List<ProviderEvent> events(JsonNode object, Instant received) {
        JsonNode classes = EventJson.child(object, "msys");
        if (classes == null || !classes.isObject()) {
            throw new IllegalArgumentException("the object has no msys");
        }
        List<ProviderEvent> events = new ArrayList<>();
        classes.entries().forEach(entry -> {
            if (!NOT_ABOUT_A_MESSAGE.contains(entry.getKey())) {
                events.add(event(entry.getValue(), received));
            }
        });
        return events;
    }

    private static ProviderEvent event(JsonNode event, Instant received) {
        String kind = text(event, "type").orElseThrow(() -> new IllegalArgumentException("the event has no type"));
        String reason =
                text(event, "raw_reason").or(() -> text(event, "reason")).orElse("");
        int code = EventJson.number(event, "error_code");
        return switch (kind) {
            case "injection" -> event(event, received, EventType.ACCEPTED, Detail.NONE);
            case "delivery" -> event(event, received, EventType.DELIVERED, Detail.of(reason));
            case "delay" -> {
                Diagnosis said = Diagnosis.of(reason);
                yield event(
                        event,
                        received,
                        EventType.DEFERRED,
                        Detail.of(said.reason().orElse(EventReason.OTHER), code, reason));
            }
            case "bounce", "out_of_band" -> {
                SparkpostBounceClass bounce = SparkpostBounceClass.of(EventJson.number(event, "bounce_class"));
                yield event(event, received, bounce.type(), bounce.detail(code, reason));
            }
            case "policy_rejection", "generation_rejection" -> {
                boolean suppressed = reason.contains("suppress");
                yield event(
                        event,
                        received,
                        suppressed ? EventType.SUPPRESSED : EventType.REJECTED,
                        Detail.of(suppressed ? EventReason.SUPPRESSED : EventReason.OTHER, code, reason));
            }
            case "generation_failure" ->
                event(event, received, EventType.REJECTED, Detail.of(EventReason.CONTENT, code, reason));
            case "spam_complaint" ->
                event(
                        event,
                        received,
                        EventType.COMPLAINED,
                        Detail.of(text(event, "fbtype").orElse("")));
            case "list_unsubscribe", "link_unsubscribe" ->
                event(event, received, EventType.UNSUBSCRIBED, Detail.of(EventReason.UNSUBSCRIBED, 0, ""));
            case "open", "initial_open", "amp_open", "amp_initial_open" ->
                event(event, received, EventType.OPENED, Detail.NONE);
            case "click", "amp_click" -> event(event, received, EventType.CLICKED, Detail.NONE);
            default -> event(event, received, EventType.OTHER, Detail.of(kind));
        };
    }

    private static ProviderEvent event(JsonNode event, Instant received, EventType type, Detail detail) {
        Subject subject =
                Subject.of(ourId(event), text(event, "transmission_id").stream().toList());
        Instant time = EventJson.seconds(event, "timestamp")
                .or(() -> EventJson.iso(event, "timestamp"))
                .orElse(received);
        // rcpt_to is in lower case; raw_rcpt_to is what we sent.
        return new ProviderEvent(
                type, id(event), time, subject, EventJson.address(event, "raw_rcpt_to", "rcpt_to"), detail);
    }

    private static @Nullable String ourId(JsonNode event) {
        JsonNode metadata = EventJson.child(event, "rcpt_meta");
        if (metadata == null) {
            metadata = text(event, "rcpt_meta").flatMap(EventJson::parse).orElse(null);
        }
        return text(metadata, SparkpostLabelSet.ID).orElse(null);
    }

    private static String id(JsonNode event) {
        return text(event, "event_id")
                .filter(id -> id.length() <= MAX_ID)
                .orElseGet(() -> EventId.of(Stream.of(
                                "event_id",
                                "type",
                                "transmission_id",
                                "message_id",
                                "raw_rcpt_to",
                                "rcpt_to",
                                "timestamp")
                        .map(name -> text(event, name).orElse(""))
                        .toArray(String[]::new)));
    }
}
