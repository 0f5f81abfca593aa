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
import io.mailsender.provider.event.Severity;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brevo's <a href="https://developers.brevo.com/docs/transactional-webhooks">transactional webhooks</a>: one object for each event and
 * recipient, in any order.
 */
final class BrevoEvents implements EventSource {

    /** Below, it is a number of seconds: Brevo's documentation of {@code error} has one, and March 1973 was before Brevo. */
    private static final Instant FIRST = Instant.ofEpochMilli(100_000_000_000L);

    private static final Pattern OUR_ID = Pattern.compile("mail-sender-id:([0-9a-f]{32})(?![0-9a-f])");

    private final ReportReader reports;
    private final EventRegistration registration;

    BrevoEvents(ReportReader reports, EventRegistration registration) {
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
        return reports.read(post, BrevoEvents::events);
    }

    private static List<ProviderEvent> events(JsonNode object, Instant received) {
        String kind =
                text(object, "event").orElseThrow(() -> new IllegalArgumentException("the object names no event"));
        String reason = text(object, "reason").orElse("").strip();
        // Some accounts get the names of the API, such as hardBounce.
        return switch (kind.replace("_", "").toLowerCase(Locale.ROOT)) {
            case "request", "requests", "sent" -> event(object, received, EventType.ACCEPTED, Detail.NONE);
            case "delivered" -> event(object, received, EventType.DELIVERED, Detail.of(reason));
            case "deferred" -> {
                Diagnosis said = Diagnosis.of(reason);
                EventReason why = said.reason().orElse(EventReason.OTHER);
                yield event(object, received, EventType.DEFERRED, Detail.of(why, said.statusCode(), reason));
            }
            case "hardbounce" ->
                event(
                        object,
                        received,
                        EventType.BOUNCED,
                        Detail.bounce(Severity.HARD, EventReason.INVALID_ADDRESS, reason));
            case "softbounce" ->
                event(object, received, EventType.BOUNCED, Detail.bounce(Severity.SOFT, EventReason.OTHER, reason));
            case "invalidemail", "invalid" ->
                event(
                        object,
                        received,
                        EventType.BOUNCED,
                        new Detail(Severity.HARD, EventReason.INVALID_ADDRESS, 0, reason));
            case "blocked" ->
                event(object, received, EventType.SUPPRESSED, Detail.of(EventReason.SUPPRESSED, 0, reason));
            case "error" -> event(object, received, EventType.REJECTED, Detail.of(EventReason.OTHER, 0, reason));
            case "spam", "complaint" -> event(object, received, EventType.COMPLAINED, Detail.of(reason));
            case "unsubscribe", "unsubscribed" ->
                event(object, received, EventType.UNSUBSCRIBED, Detail.of(EventReason.UNSUBSCRIBED, 0, reason));
            case "opened", "uniqueopened", "proxyopen", "uniqueproxyopen", "loadedbyproxy", "uniqueloadedbyproxy" ->
                event(object, received, EventType.OPENED, Detail.NONE);
            case "click", "clicked" -> event(object, received, EventType.CLICKED, Detail.NONE);
            default -> event(object, received, EventType.OTHER, Detail.of(kind));
        };
    }

    private static List<ProviderEvent> event(JsonNode object, Instant received, EventType type, Detail detail) {
        Subject subject = Subject.of(
                ourId(object),
                text(object, "message-id").stream().flatMap(BrevoEvents::ids).toList());
        // "id" is the webhook's, not the event's.
        String id = EventId.of(
                Stream.of("event", "message-id", "email", "ts_epoch", "s_epoch", "ts_event", "ts", "date", "link")
                        .map(name -> text(object, name).orElse(""))
                        .toArray(String[]::new));
        return List.of(new ProviderEvent(
                type, id, time(object, received), subject, EventJson.address(object, "email"), detail));
    }

    /** An attempt has recorded the id with its brackets. */
    private static Stream<String> ids(String id) {
        return id.startsWith("<") ? Stream.of(id) : Stream.of("<" + id + ">", id);
    }

    private static @Nullable String ourId(JsonNode object) {
        Matcher id = OUR_ID.matcher(text(object, "X-Mailin-custom").orElse(""));
        return id.find() ? id.group(1) : null;
    }

    /** The other times are in the account's time zone. */
    private static Instant time(JsonNode object, Instant received) {
        return Stream.of("ts_epoch", "s_epoch")
                .flatMap(name -> EventJson.milliseconds(object, name)
                        .flatMap(time -> time.isBefore(FIRST) ? EventJson.seconds(object, name) : Optional.of(time))
                        .stream())
                .findFirst()
                .orElse(received);
    }
}
