package io.mailsender.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.RecipientReport;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.queue.StoredMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes payloads: {@code type}, {@code timestamp} and {@code data} (Standard Webhooks 1.0.0, "Payload structure"), at most
 * {@value #MAX_SIZE} bytes. If all is too long, first the texts of replies are left out, then tags, then recipients from the end; the one
 * that the event is about is always there.
 */
final class WebhookPayload implements WebhookStore.PayloadFormat {

    /** In bytes; the specification advises not to exceed 20 kB. */
    static final int MAX_SIZE = 20_000;

    private static final JsonFactory JSON = new JsonFactory();
    private static final int FEWER = 10;

    @Override
    public byte[] payload(WebhookEvent event, long sequence, @Nullable StoredMessage message) {
        if (message == null) {
            return write(event, json -> {
                json.writeNumberField("sequence", sequence);
                if (event.data() != null) {
                    json.writeFieldName("details");
                    json.writeRawValue(event.data());
                }
            });
        }
        int all = message.recipients().size();
        byte[] payload = write(event, json -> message(json, event, sequence, message, new Detail(true, true, all)));
        if (payload.length > MAX_SIZE) {
            payload = write(event, json -> message(json, event, sequence, message, new Detail(false, true, all)));
        }
        for (int recipients = all; payload.length > MAX_SIZE && recipients >= 0; recipients -= FEWER) {
            Detail detail = new Detail(false, false, recipients);
            payload = write(event, json -> message(json, event, sequence, message, detail));
        }
        return payload;
    }

    /**
     * How much of a message is shown.
     *
     * @param recipients how many of them
     */
    private record Detail(boolean texts, boolean tags, int recipients) {}

    private static void message(
            JsonGenerator json, WebhookEvent event, long sequence, StoredMessage message, Detail detail)
            throws IOException {
        json.writeStringField("id", message.id());
        json.writeNumberField("sequence", sequence);
        string(json, "message_id", message.messageId());
        if (!message.owner().isEmpty()) {
            json.writeStringField("api_key", message.owner());
        }
        json.writeStringField("status", message.status().word());
        json.writeBooleanField("possible_duplicate", message.possibleDuplicate());
        json.writeStringField("accepted_at", message.accepted().toString());
        instant(json, "next_try_at", message.status() == DeliveryStatus.QUEUED ? message.due() : null);
        instant(json, "ended_at", message.ended());
        tags(json, message.tags(), detail.tags());
        Integer position = event.position();
        if (position != null && position < message.recipients().size()) {
            json.writeFieldName("recipient");
            recipient(json, message.recipients().get(position), detail.texts());
        }
        int shown = Math.min(detail.recipients(), message.recipients().size());
        json.writeArrayFieldStart("recipients");
        for (RecipientStatus recipient : message.recipients().subList(0, shown)) {
            recipient(json, recipient, detail.texts());
        }
        json.writeEndArray();
        if (shown < message.recipients().size()) {
            json.writeNumberField("recipients_omitted", message.recipients().size() - shown);
        }
    }

    private static void tags(JsonGenerator json, List<String> tags, boolean shown) throws IOException {
        if (!shown && !tags.isEmpty()) {
            json.writeNumberField("tags_omitted", tags.size());
            return;
        }
        json.writeArrayFieldStart("tags");
        for (String tag : tags) {
            json.writeString(tag);
        }
        json.writeEndArray();
    }

    private static void recipient(JsonGenerator json, RecipientStatus recipient, boolean withText) throws IOException {
        json.writeStartObject();
        json.writeStringField("address", recipient.address().toString());
        json.writeStringField("state", recipient.word());
        Reply reply = recipient.reply();
        RecipientReport report = recipient.report();
        if (report != null) {
            write(json, report, withText);
        } else if (reply != null) {
            json.writeNumberField("status_code", reply.statusCode());
            string(json, "enhanced_code", reply.enhancedCode().orElse(null));
            string(json, "msg", withText ? reply.text() : null);
        }
        instant(json, "next_try_at", recipient.due());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, RecipientReport report, boolean withText) throws IOException {
        ProviderEvent.Detail detail = report.event().detail();
        string(
                json,
                "severity",
                detail.severity() == null ? null : detail.severity().word());
        string(json, "reason", detail.reason() == null ? null : detail.reason().word());
        if (detail.statusCode() != 0) {
            json.writeNumberField("status_code", detail.statusCode());
        }
        string(json, "msg", withText && !detail.text().isEmpty() ? detail.text() : null);
        string(json, "provider", report.provider());
        instant(json, "reported_at", report.time());
    }

    private static byte[] write(WebhookEvent event, Data data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("type", event.type());
            json.writeStringField("timestamp", event.occurred().toString());
            json.writeObjectFieldStart("data");
            data.write(json);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** A JSON object for {@link WebhookEvent#data}. @param namesAndValues strings and numbers; {@code null} values are left out */
    static String object(@Nullable Object... namesAndValues) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                String name = Objects.requireNonNull(namesAndValues[i]).toString();
                Object value = namesAndValues[i + 1];
                if (value instanceof Number number) {
                    json.writeNumberField(name, number.longValue());
                } else if (value != null) {
                    json.writeStringField(name, value.toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void string(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void instant(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
        string(json, name, value == null ? null : value.toString());
    }

    private interface Data {
        void write(JsonGenerator json) throws IOException;
    }
}
