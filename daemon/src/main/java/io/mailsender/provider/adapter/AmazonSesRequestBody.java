package io.mailsender.provider.adapter;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.CustomField;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.message.Original;
import io.mailsender.original.SevenBitMail;
import io.mailsender.provider.JsonBody;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@code SendEmailRequest}. {@code Simple} content leaves the MIME to SES. {@code Raw} content is used for a copy to some of the
 * recipients, whose header still names all of them, and for what {@code Simple} cannot express or limits: a calendar, many header fields.
 */
final class AmazonSesRequestBody {

    // Limits in SES's service model: MessageHeaderList, AttachmentContentType, AttachmentContentId. CustomField and
    // Attachment keep the others.
    private static final int MAX_HEADERS = 15;
    private static final int MAX_CONTENT_TYPE = 78;
    private static final int MAX_CONTENT_ID = 78;

    private final Message message;
    private final Envelope envelope;
    private final Mailbox sender;

    AmazonSesRequestBody(Message message, Envelope envelope, Mailbox sender) {
        this.message = message;
        this.envelope = envelope;
        this.sender = sender;
    }

    /** @param tags the {@code EmailTags} */
    byte[] write(Map<String, String> tags, @Nullable String configurationSet) {
        byte[] raw = raw();
        return JsonBody.of(json -> {
            json.writeStringField("FromEmailAddress", sender.headerValue());
            if (raw == null) {
                writeSimple(json);
            } else {
                writeRaw(json, raw);
            }
            writePairs(json, "EmailTags", tags);
            if (configurationSet != null) {
                json.writeStringField("ConfigurationSetName", configurationSet);
            }
        });
    }

    private byte @Nullable [] raw() {
        Original original = message.original();
        if (original != null) {
            return SevenBitMail.of(original).orElseThrow();
        }
        return envelope.isWhole(message) && fitsSimple() ? null : Mime.write(message, sender);
    }

    private boolean fitsSimple() {
        Map<String, String> headers = message.extras().headers();
        return message.content().calendar() == null
                && headers.size() <= MAX_HEADERS
                && headers.values().stream().noneMatch(String::isBlank)
                && message.content().attachments().stream().allMatch(AmazonSesRequestBody::fits);
    }

    private static boolean fits(Attachment attachment) {
        String id = attachment.contentId();
        return attachment.contentType().length() <= MAX_CONTENT_TYPE && (id == null || id.length() <= MAX_CONTENT_ID);
    }

    private void writeSimple(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("Destination");
        writeList(json, "ToAddresses", message.destination().to());
        writeList(json, "CcAddresses", message.destination().cc());
        writeList(json, "BccAddresses", message.destination().bcc());
        json.writeEndObject();
        writeList(json, "ReplyToAddresses", message.originator().replyTo());

        Content content = message.content();
        json.writeObjectFieldStart("Content");
        json.writeObjectFieldStart("Simple");
        writeText(json, "Subject", content.subject());
        json.writeObjectFieldStart("Body");
        if (content.text() != null || content.html() == null) {
            writeText(json, "Text", content.text() == null ? "" : content.text());
        }
        if (content.html() != null) {
            writeText(json, "Html", content.html());
        }
        json.writeEndObject();
        writeHeaders(json);
        JsonBody.array(json, "Attachments", content.attachments(), attachment -> writeAttachment(json, attachment));
        json.writeEndObject();
        json.writeEndObject();
    }

    /** With {@code Raw} content, Destination is the envelope, and the header fields of the message stay as they are. */
    private void writeRaw(JsonGenerator json, byte[] raw) throws IOException {
        json.writeObjectFieldStart("Destination");
        json.writeArrayFieldStart("ToAddresses");
        for (EmailAddress recipient : envelope.recipients()) {
            json.writeString(recipient.toString());
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeObjectFieldStart("Content");
        json.writeObjectFieldStart("Raw");
        json.writeBinaryField("Data", raw);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeHeaders(JsonGenerator json) throws IOException {
        if (message.extras().headers().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("Headers");
        for (Map.Entry<String, String> header : message.extras().headers().entrySet()) {
            writePair(json, header.getKey(), CustomField.encode(header.getKey(), header.getValue()));
        }
        json.writeEndArray();
    }

    private static void writeAttachment(JsonGenerator json, Attachment attachment) throws IOException {
        json.writeStartObject();
        json.writeStringField("FileName", attachment.filename());
        json.writeStringField("ContentType", attachment.contentType());
        json.writeStringField("ContentDisposition", attachment.inline() ? "INLINE" : "ATTACHMENT");
        if (attachment.contentId() != null) {
            json.writeStringField("ContentId", attachment.contentId());
        }
        json.writeStringField("ContentTransferEncoding", "BASE64");
        json.writeBinaryField("RawContent", attachment.content());
        json.writeEndObject();
    }

    private static void writeText(JsonGenerator json, String field, String text) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("Data", text);
        // SES's default is 7-bit ASCII.
        json.writeStringField("Charset", "UTF-8");
        json.writeEndObject();
    }

    private static void writeList(JsonGenerator json, String field, List<Mailbox> mailboxes) throws IOException {
        JsonBody.array(json, field, mailboxes, mailbox -> json.writeString(mailbox.headerValue()));
    }

    private static void writePairs(JsonGenerator json, String field, Map<String, String> pairs) throws IOException {
        json.writeArrayFieldStart(field);
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            writePair(json, pair.getKey(), pair.getValue());
        }
        json.writeEndArray();
    }

    private static void writePair(JsonGenerator json, String name, String value) throws IOException {
        json.writeStartObject();
        json.writeStringField("Name", name);
        json.writeStringField("Value", value);
        json.writeEndObject();
    }
}
