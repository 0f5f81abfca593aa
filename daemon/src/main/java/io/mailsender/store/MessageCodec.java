package io.mailsender.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.mailsender.message.Attachment;
import io.mailsender.message.Calendar;
import io.mailsender.message.ExactSizeBuffer;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Original;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the store keeps it: a version byte, then a map in CBOR (RFC 8949). A field that is missing has its default, and an
 * unknown field is skipped, so that a new field needs no new version. A field that an older daemon must not skip raises the version:
 * that daemon then leaves the message to a newer one instead of sending it without the field.
 */
final class MessageCodec {

    /** The newest. Versions below {@link #WITHOUT_ORIGINAL} are read by {@link LegacyMessageCodec}. */
    static final int VERSION = 4;

    /** Without the bytes of an original mail, which a daemon of this version would not send. */
    private static final int WITHOUT_ORIGINAL = 3;

    /** Lengths have no limit here, because requests have. Field names are not cached, because some come from callers. */
    private static final CBORFactory CBOR = CBORFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private MessageCodec() {}

    static byte[] encode(Message message) {
        return ExactSizeBuffer.of(out -> write(out, message));
    }

    /**
     * @throws NewerVersionException if its format is newer
     * @throws IllegalArgumentException if the bytes are not a message
     */
    static Message decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] < 1) {
            throw new IllegalArgumentException("the content is not a message");
        }
        if (bytes[0] > VERSION) {
            throw new NewerVersionException("the format " + bytes[0] + " of its content");
        }
        if (bytes[0] < WITHOUT_ORIGINAL) {
            return LegacyMessageCodec.decode(bytes);
        }
        try (JsonParser cbor = CBOR.createParser(bytes, 1, bytes.length - 1)) {
            if (cbor.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("the content is not a message");
            }
            return new MessageFields(cbor).message();
        } catch (IOException e) {
            throw new IllegalArgumentException("the content is cut short or damaged", e);
        }
    }

    private static void write(OutputStream out, Message message) throws IOException {
        Original original = message.original();
        out.write(original == null ? WITHOUT_ORIGINAL : VERSION);
        try (JsonGenerator cbor = CBOR.createGenerator(out)) {
            cbor.writeStartObject();
            cbor.writeStringField("id", message.id().value());
            cbor.writeStringField("domain", message.id().domain());
            cbor.writeNumberField("date", message.date().toEpochMilli());
            write(cbor, "display_name", message.originator().displayName());
            write(
                    cbor,
                    "from",
                    message.originator().address() == null
                            ? null
                            : message.originator().address().toString());
            write(cbor, "reply_to", message.originator().replyTo());
            write(cbor, "to", message.destination().to());
            write(cbor, "cc", message.destination().cc());
            write(cbor, "bcc", message.destination().bcc());
            cbor.writeStringField("subject", message.content().subject());
            if (original == null) {
                writeContent(cbor, message);
            } else {
                // Its content is in the bytes.
                write(cbor, "original_id", message.id().original());
                cbor.writeBinaryField("original", original.bytes());
                if (original.isReport()) {
                    cbor.writeBooleanField("report", true);
                }
            }
            writeTags(cbor, message.extras().tags());
            write(cbor, "metadata", message.extras().metadata());
            write(cbor, "route", message.route());
            cbor.writeEndObject();
        }
    }

    private static void writeContent(JsonGenerator cbor, Message message) throws IOException {
        write(cbor, "text", message.content().text());
        write(cbor, "html", message.content().html());
        Calendar calendar = message.content().calendar();
        if (calendar != null) {
            cbor.writeStringField("calendar", calendar.content());
            cbor.writeStringField("calendar_method", calendar.method());
        }
        writeAttachments(cbor, message.content().attachments());
        write(cbor, "headers", message.extras().headers());
    }

    private static void writeAttachments(JsonGenerator cbor, List<Attachment> attachments) throws IOException {
        if (!attachments.isEmpty()) {
            cbor.writeArrayFieldStart("attachments");
            for (Attachment file : attachments) {
                cbor.writeStartObject();
                cbor.writeStringField("filename", file.filename());
                cbor.writeStringField("content_type", file.contentType());
                write(cbor, "content_id", file.contentId());
                cbor.writeBinaryField("content", file.content());
                cbor.writeEndObject();
            }
            cbor.writeEndArray();
        }
    }

    private static void writeTags(JsonGenerator cbor, List<String> tags) throws IOException {
        if (!tags.isEmpty()) {
            cbor.writeArrayFieldStart("tags");
            for (String tag : tags) {
                cbor.writeString(tag);
            }
            cbor.writeEndArray();
        }
    }

    private static void write(JsonGenerator cbor, String field, @Nullable String text) throws IOException {
        if (text != null) {
            cbor.writeStringField(field, text);
        }
    }

    private static void write(JsonGenerator cbor, String field, List<Mailbox> mailboxes) throws IOException {
        if (!mailboxes.isEmpty()) {
            cbor.writeArrayFieldStart(field);
            for (Mailbox mailbox : mailboxes) {
                cbor.writeStartObject();
                write(cbor, "display_name", mailbox.displayName());
                cbor.writeStringField("address", mailbox.address().toString());
                cbor.writeEndObject();
            }
            cbor.writeEndArray();
        }
    }

    private static void write(JsonGenerator cbor, String field, Map<String, String> map) throws IOException {
        if (!map.isEmpty()) {
            cbor.writeObjectFieldStart(field);
            for (Map.Entry<String, String> entry : map.entrySet()) {
                cbor.writeStringField(entry.getKey(), entry.getValue());
            }
            cbor.writeEndObject();
        }
    }
}
