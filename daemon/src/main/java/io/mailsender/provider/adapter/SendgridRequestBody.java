package io.mailsender.provider.adapter;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.message.Attachment;
import io.mailsender.message.Calendar;
import io.mailsender.message.Content;
import io.mailsender.message.CustomField;
import io.mailsender.message.Destination;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.JsonBody;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of {@code POST /v3/mail/send}. A copy to some of the recipients names only these. Several {@code bcc} without a
 * {@code to} get a personalization each: one mail to each, who sees nobody else.
 *
 * <p>SendGrid allows every header field that a caller may set: {@link CustomField} refuses those that SendGrid reserves.
 */
final class SendgridRequestBody {

    /**
     * The only parameter that SendGrid takes in a content type, against its own list of errors: sendgrid/sendgrid-ruby#298,
     * anymail/django-anymail#150.
     */
    private static final Pattern CALENDAR_METHOD = Pattern.compile("(?i)text/calendar; method=[A-Z]+");

    private final Message message;
    private final Envelope envelope;
    private final Mailbox sender;
    private final SendgridLabelSet labels;

    SendgridRequestBody(Message message, Envelope envelope, Mailbox sender) {
        this.message = message;
        this.envelope = envelope;
        this.sender = sender;
        this.labels = SendgridLabelSet.of(message);
    }

    /** Why SendGrid cannot carry the message; empty if it can. */
    Optional<String> obstacle() {
        if (message.content().subject().isEmpty()) {
            return Optional.of("SendGrid carries no message without a subject");
        }
        for (Attachment file : message.content().attachments()) {
            if (file.content().length == 0) {
                return Optional.of("SendGrid carries no empty attachment");
            }
            if (file.contentType().indexOf(';') >= 0
                    && !CALENDAR_METHOD.matcher(file.contentType()).matches()) {
                return Optional.of("SendGrid carries no parameter, such as charset, in the type of an attachment");
            }
        }
        return Optional.empty();
    }

    /** @param sandboxMode whether SendGrid only checks the message */
    byte[] write(boolean sandboxMode) {
        return JsonBody.of(json -> {
            writePersonalizations(json);
            writeMailbox(json, "from", sender);
            writeReplyTo(json, message.originator().replyTo());
            json.writeStringField("subject", message.content().subject());
            writeContent(json, message.content());
            writeAttachments(json, message.content().attachments());
            writeMap(json, "headers", headers());
            if (!labels.categories().isEmpty()) {
                json.writeFieldName("categories");
                json.writeArray(
                        labels.categories().toArray(String[]::new),
                        0,
                        labels.categories().size());
            }
            if (sandboxMode) {
                json.writeObjectFieldStart("mail_settings");
                json.writeObjectFieldStart("sandbox_mode");
                json.writeBooleanField("enable", true);
                json.writeEndObject();
                json.writeEndObject();
            }
        });
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        message.extras().headers().forEach((name, value) -> headers.put(name, CustomField.encode(name, value)));
        headers.put("Message-ID", message.id().headerValue());
        return headers;
    }

    private void writePersonalizations(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("personalizations");
        for (Destination destination : destinations()) {
            json.writeStartObject();
            writeMailboxes(json, "to", destination.to());
            writeMailboxes(json, "cc", destination.cc());
            writeMailboxes(json, "bcc", destination.bcc());
            writeMap(json, "custom_args", labels.arguments());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private List<Destination> destinations() {
        return message.destination()
                .within(envelope)
                .map(List::of)
                .orElseGet(() -> message.destination().bcc().stream()
                        .filter(bcc -> envelope.recipients().contains(bcc.address()))
                        .map(bcc -> new Destination(List.of(bcc), List.of(), List.of()))
                        .toList());
    }

    private static void writeReplyTo(JsonGenerator json, List<Mailbox> replyTo) throws IOException {
        if (replyTo.size() == 1) {
            writeMailbox(json, "reply_to", replyTo.get(0));
        } else {
            writeMailboxes(json, "reply_to_list", replyTo);
        }
    }

    /** Text before HTML before anything else, each with at least one character, otherwise SendGrid refuses the message. */
    private static void writeContent(JsonGenerator json, Content content) throws IOException {
        boolean html = isPresent(content.html());
        Calendar calendar = content.calendar();
        json.writeArrayFieldStart("content");
        if (isPresent(content.text())) {
            writePart(json, "text/plain", String.valueOf(content.text()));
        } else if (!html) {
            writePart(json, "text/plain", " ");
        }
        if (html) {
            writePart(json, "text/html", String.valueOf(content.html()));
        }
        if (calendar != null) {
            writePart(json, "text/calendar; method=" + calendar.method(), calendar.content());
        }
        json.writeEndArray();
    }

    private static void writePart(JsonGenerator json, String type, String value) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", type);
        json.writeStringField("value", value);
        json.writeEndObject();
    }

    private static void writeAttachments(JsonGenerator json, List<Attachment> files) throws IOException {
        JsonBody.array(json, "attachments", files, file -> {
            json.writeStartObject();
            json.writeBinaryField("content", file.content());
            json.writeStringField("type", file.contentType());
            json.writeStringField("filename", file.filename());
            json.writeStringField("disposition", file.inline() ? "inline" : "attachment");
            if (file.contentId() != null) {
                json.writeStringField("content_id", file.contentId());
            }
            json.writeEndObject();
        });
    }

    private static void writeMap(JsonGenerator json, String field, Map<String, String> map) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> entry : map.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    /** SendGrid refuses an empty list. */
    private static void writeMailboxes(JsonGenerator json, String field, List<Mailbox> mailboxes) throws IOException {
        JsonBody.array(json, field, mailboxes, mailbox -> writeMailbox(json, mailbox));
    }

    private static void writeMailbox(JsonGenerator json, String field, Mailbox mailbox) throws IOException {
        json.writeFieldName(field);
        writeMailbox(json, mailbox);
    }

    /** SendGrid quotes and encodes the name; until 2021 its SDKs had to (sendgrid/sendgrid-python#291, #994). */
    private static void writeMailbox(JsonGenerator json, Mailbox mailbox) throws IOException {
        json.writeStartObject();
        json.writeStringField("email", mailbox.address().toString());
        if (mailbox.displayName() != null) {
            json.writeStringField("name", mailbox.displayName());
        }
        json.writeEndObject();
    }

    private static boolean isPresent(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
