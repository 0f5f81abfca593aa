package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import io.mailsender.provider.TagMapper;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads Resend's webhooks (<a href="https://resend.com/docs/webhooks/event-types">Event Types</a>): one event in each post. */
final class ResendEvents implements EventSource {

    private static final List<EventType> ABOUT_ONE_RECIPIENT =
            List.of(EventType.BOUNCED, EventType.SUPPRESSED, EventType.DEFERRED);

    private final String provider;
    private final ResendSignature signature;

    /** @throws IllegalArgumentException if the secret is none */
    ResendEvents(String provider, String secret) {
        this.provider = provider;
        this.signature = new ResendSignature(secret);
    }

    @Override
    public Authentication authentication() {
        return Authentication.SIGNATURE;
    }

    @Override
    public CompletionStage<EventReport> read(EventPost post) {
        try {
            String id = signature.require(post);
            List<JsonNode> items = EventJson.objects(EventJson.parse(post.body()));
            return CompletableFuture.completedFuture(
                    EventReport.of(EventBatch.read(provider, items, item -> events(item, id, post.received()))));
        } catch (EventRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static List<ProviderEvent> events(JsonNode item, String id, Instant received) {
        String name = EventJson.text(item, "type").orElse("");
        JsonNode data = EventJson.child(item, "data");
        if (data == null || !name.startsWith("email.") || name.equals("email.received")) {
            // About a domain, a contact, a suppression, or mail that came in.
            return List.of();
        }
        EventType type = type(name, data);
        Detail detail = detail(type, data);
        return List.of(new ProviderEvent(
                type,
                EventId.of(id),
                EventJson.iso(item, "created_at").orElse(received),
                new Subject(
                        ownId(data),
                        EventJson.text(data, "email_id").map(List::of).orElse(List.of())),
                recipient(type, data, detail.text()).orElse(null),
                detail));
    }

    /** Tags are an object; in older payloads they were a list. */
    private static @Nullable String ownId(JsonNode data) {
        return EventJson.text(EventJson.child(data, "tags"), TagMapper.ID)
                .or(() -> EventJson.objects(data, "tags").stream()
                        .filter(tag -> EventJson.text(tag, "name")
                                .filter(TagMapper.ID::equals)
                                .isPresent())
                        .findFirst()
                        .flatMap(tag -> EventJson.text(tag, "value")))
                .filter(MessageId::isValue)
                .orElse(null);
    }

    /** An event has all recipients of its message in {@code to}. Of several, only the vendor's words can say which one it is about. */
    private static Optional<EmailAddress> recipient(EventType type, JsonNode data, String text) {
        List<EmailAddress> all = Stream.of("to", "cc", "bcc")
                .flatMap(name -> EventJson.texts(data, name).stream())
                .map(EventAddress::parse)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (all.size() == 1 && !hasCopies(data)) {
            return Optional.of(all.get(0));
        }
        String words = " " + text.toLowerCase(Locale.ROOT) + " ";
        List<EmailAddress> named = all.stream()
                .filter(address -> names(words, address.toString().toLowerCase(Locale.ROOT)))
                .toList();
        return ABOUT_ONE_RECIPIENT.contains(type) && named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    /** Whether the words have the address, not as a part of a longer one. */
    private static boolean names(String words, String address) {
        for (int at = words.indexOf(address); at >= 0; at = words.indexOf(address, at + 1)) {
            char before = words.charAt(at - 1);
            int end = at + address.length();
            if (!isPartOfAddress(before) && before != '.' && before != '+' && !isPartOfAddress(words.charAt(end))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPartOfAddress(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '@' || c == '_' || c == '-';
    }

    private static boolean hasCopies(JsonNode data) {
        return EventJson.objects(data, "headers").stream()
                .flatMap(header -> EventJson.text(header, "name").stream())
                .anyMatch(name -> name.equalsIgnoreCase("Cc") || name.equalsIgnoreCase("Bcc"));
    }

    private static EventType type(String name, JsonNode data) {
        return switch (name) {
            case "email.sent" -> EventType.ACCEPTED;
            case "email.delivered" -> EventType.DELIVERED;
            case "email.delivery_delayed" -> EventType.DEFERRED;
            case "email.bounced" -> isSuppressed(data) ? EventType.SUPPRESSED : EventType.BOUNCED;
            case "email.suppressed" -> EventType.SUPPRESSED;
            case "email.failed" -> EventType.REJECTED;
            case "email.complained" -> EventType.COMPLAINED;
            case "email.opened" -> EventType.OPENED;
            case "email.clicked" -> EventType.CLICKED;
            default -> EventType.OTHER;
        };
    }

    /** Older payloads have the words alone. */
    private static boolean isSuppressed(JsonNode data) {
        JsonNode bounce = EventJson.child(data, "bounce");
        String kind = EventJson.text(bounce, "subType")
                .or(() -> EventJson.text(bounce, "message"))
                .orElse("")
                .toLowerCase(Locale.ROOT);
        return kind.contains("suppress");
    }

    private static Detail detail(EventType type, JsonNode data) {
        JsonNode bounce = EventJson.child(data, "bounce");
        String message = EventJson.text(bounce, "message").orElse("");
        // Resend's own words explain bounces in general; only the server's tell the reason.
        RemoteReply reply = RemoteReply.parse(EventJson.texts(bounce, "diagnosticCode").stream()
                .filter(code -> !code.isBlank())
                .findFirst()
                .orElse(""));
        return switch (type) {
            case BOUNCED -> bounce(bounce, message, reply);
            case SUPPRESSED ->
                Detail.of(
                        EventReason.SUPPRESSED,
                        0,
                        EventJson.text(EventJson.child(data, "suppressed"), "message")
                                .orElse(message));
            case REJECTED ->
                Detail.of(
                        EventReason.OTHER,
                        0,
                        EventJson.text(EventJson.child(data, "failed"), "reason")
                                .orElse(""));
            default -> Detail.NONE;
        };
    }

    private static Detail bounce(@Nullable JsonNode bounce, String message, RemoteReply reply) {
        String subType = EventJson.text(bounce, "subType").orElse("");
        // Without a type, the words that Resend has for it.
        String type = EventJson.text(bounce, "type").orElse(message.contains("hard bounce") ? "Permanent" : "");
        boolean hard = type.equalsIgnoreCase("Permanent") || type.equalsIgnoreCase("hard");
        EventReason why = switch (subType) {
            case "NoEmail" -> EventReason.INVALID_ADDRESS;
            case "MailboxFull" -> EventReason.MAILBOX_FULL;
            case "MessageTooLarge", "ContentRejected", "AttachmentRejected", "MessageRejected" -> EventReason.CONTENT;
            default -> reply.reason();
        };
        String text = reply.text().isEmpty() ? message : reply.text();
        return new Detail(hard ? Severity.HARD : Severity.SOFT, why, reply.code(), text);
    }
}
