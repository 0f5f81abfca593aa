package io.mailsender.provider.adapter;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.CustomField;
import io.mailsender.message.Destination;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.TagMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a message as Resend's {@code SendEmailRequest}. The Message-ID is not sent: Resend sends through Amazon SES, which
 * replaces it (resend/resend-node#133).
 */
final class ResendRequestBody {

    /** "40MB per email, after Base64 encoding of the attachments". */
    static final int MAX_BODY = 40_000_000;

    /** Resend's description: {@code to}, maxItems. */
    private static final int MAX_TO = 50;

    /** Resend's documents: "must be less than 128 characters". */
    private static final int MAX_CONTENT_ID = 127;

    /** Resend's documents: "You can add up to 75 tags per email". */
    private static final int MAX_TAGS = 75;

    private final Message message;
    private final Optional<Destination> destination;
    private final Mailbox sender;

    ResendRequestBody(Message message, Envelope envelope, Mailbox sender) {
        this.message = message;
        this.destination = message.destination().within(envelope);
        this.sender = sender;
    }

    /** Why Resend cannot carry the message; empty if it can. */
    Optional<String> obstacle() {
        if (destination.isEmpty()) {
            return Optional.of("several bcc recipients without a to");
        }
        if (destination.get().to().size() > MAX_TO) {
            return Optional.of("Resend carries at most 50 recipients in to");
        }
        if (message.content().calendar() != null) {
            return Optional.of("Resend carries no invitation");
        }
        return message.content().attachments().stream().allMatch(ResendRequestBody::fits)
                ? Optional.empty()
                : Optional.of("Resend carries at most 127 characters in a content id");
    }

    private static boolean fits(Attachment file) {
        return file.contentId() == null || file.contentId().length() <= MAX_CONTENT_ID;
    }

    byte[] write() {
        Destination fields = destination.orElseThrow();
        return JsonBody.of(json -> {
            json.writeStringField("from", sender.unicodeValue());
            writeMailboxes(json, "to", fields.to());
            writeMailboxes(json, "cc", fields.cc());
            writeMailboxes(json, "bcc", fields.bcc());
            writeMailboxes(json, "reply_to", message.originator().replyTo());
            writeContent(json, message.content());
            writeHeaders(json);
            writeTags(json);
        });
    }

    private static void writeContent(JsonGenerator json, Content content) throws IOException {
        json.writeStringField("subject", content.subject());
        String text = content.text() == null ? "" : content.text();
        if (!content.hasHtml()) {
            // Resend requires a text or HTML that is not empty.
            json.writeStringField("text", text.isBlank() ? " " : text);
        } else {
            json.writeStringField("html", content.html());
            // Without a text, Resend derives one from the HTML; an empty one prevents that.
            json.writeStringField("text", text);
        }
        JsonBody.array(json, "attachments", content.attachments(), file -> {
            json.writeStartObject();
            json.writeBinaryField("content", file.content());
            json.writeStringField("filename", file.filename());
            json.writeStringField("content_type", file.contentType());
            if (file.contentId() != null) {
                json.writeStringField("content_id", file.contentId());
            }
            json.writeEndObject();
        });
    }

    private void writeHeaders(JsonGenerator json) throws IOException {
        Map<String, String> headers = message.extras().headers();
        if (headers.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("headers");
        for (Map.Entry<String, String> header : new TreeMap<>(headers).entrySet()) {
            json.writeStringField(header.getKey(), CustomField.encode(header.getKey(), header.getValue()));
        }
        json.writeEndObject();
    }

    private void writeTags(JsonGenerator json) throws IOException {
        Map<String, String> tags = TagMapper.of(message);
        json.writeArrayFieldStart("tags");
        writeTag(json, TagMapper.ID, message.id().value());
        tags.remove(TagMapper.ID);
        int written = 1;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            if (written++ < MAX_TAGS) {
                writeTag(json, tag.getKey(), tag.getValue());
            }
        }
        json.writeEndArray();
    }

    private static void writeTag(JsonGenerator json, String name, String value) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("value", value);
        json.writeEndObject();
    }

    private static void writeMailboxes(JsonGenerator json, String field, List<Mailbox> mailboxes) throws IOException {
        JsonBody.array(json, field, mailboxes, mailbox -> {
            // Resend encodes names itself; it would quote an encoded word.
            json.writeString(mailbox.unicodeValue());
        });
    }
}
