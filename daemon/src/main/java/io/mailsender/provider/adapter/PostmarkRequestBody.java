package io.mailsender.provider.adapter;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.CustomField;
import io.mailsender.message.Destination;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.JsonBody;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the body of {@code POST /email}. A copy to some of the recipients names only these. */
final class PostmarkRequestBody {

    private static final int MAX_RECIPIENTS = 50;

    /** <a href="https://postmarkapp.com/support/article/1056-what-are-the-attachment-and-email-size-limits">Size limits</a>. */
    private static final int MAX_TEXT = 5_000_000;

    private final Message message;
    private final Mailbox sender;
    private final Optional<Destination> destination;
    private final int recipients;

    PostmarkRequestBody(Message message, Envelope envelope, Mailbox sender) {
        this.message = message;
        this.sender = sender;
        this.destination = message.destination().within(envelope);
        this.recipients = envelope.recipients().size();
    }

    /** Why Postmark cannot carry the message; empty if it can. */
    Optional<String> obstacle() {
        Content content = message.content();
        if (destination.isEmpty()) {
            return Optional.of("several bcc recipients without a to");
        }
        if (recipients > MAX_RECIPIENTS) {
            return Optional.of("Postmark carries at most 50 recipients");
        }
        if (!content.hasText() && !content.hasHtml()) {
            return Optional.of("Postmark carries no message without text or HTML");
        }
        if (content.calendar() != null) {
            return Optional.of("Postmark carries no invitation");
        }
        if (bytes(content.text()) > MAX_TEXT || bytes(content.html()) > MAX_TEXT) {
            return Optional.of("the text or the HTML is larger than 5 MB");
        }
        return content.attachments().stream().anyMatch(file -> file.content().length == 0)
                ? Optional.of("Postmark carries no empty attachment")
                : Optional.empty();
    }

    /** @param stream the message stream; {@code null} for Postmark's default */
    byte[] write(@Nullable String stream) {
        Destination to = destination.orElseThrow();
        PostmarkLabelSet labels = PostmarkLabelSet.of(message);
        return JsonBody.of(json -> {
            json.writeStringField("From", mailbox(sender));
            writeMailboxes(json, "To", to.to());
            writeMailboxes(json, "Cc", to.cc());
            writeMailboxes(json, "Bcc", to.bcc());
            writeMailboxes(json, "ReplyTo", message.originator().replyTo());
            json.writeStringField("Subject", message.content().subject());
            writeText(json, "TextBody", message.content().text());
            writeText(json, "HtmlBody", message.content().html());
            writeHeaders(json);
            writeAttachments(json, message.content().attachments());
            if (labels.tag().isPresent()) {
                json.writeStringField("Tag", labels.tag().get());
            }
            json.writeObjectFieldStart("Metadata");
            for (Map.Entry<String, String> field : labels.metadata().entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
            if (stream != null) {
                json.writeStringField("MessageStream", stream);
            }
        });
    }

    private void writeHeaders(JsonGenerator json) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        message.extras().headers().forEach((name, value) -> headers.put(name, CustomField.encode(name, value)));
        headers.put("Message-ID", message.id().headerValue());
        // Otherwise Postmark replaces the Message-ID.
        headers.put("X-PM-KeepID", "true");
        json.writeArrayFieldStart("Headers");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            json.writeStartObject();
            json.writeStringField("Name", header.getKey());
            json.writeStringField("Value", header.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeAttachments(JsonGenerator json, List<Attachment> files) throws IOException {
        JsonBody.array(json, "Attachments", files, file -> {
            json.writeStartObject();
            json.writeStringField("Name", file.filename());
            json.writeBinaryField("Content", file.content());
            json.writeStringField("ContentType", file.contentType());
            if (file.contentId() != null) {
                json.writeStringField("ContentID", "cid:" + file.contentId());
            }
            json.writeEndObject();
        });
    }

    /** Postmark refuses some fields if they are empty (ActiveCampaign/postmark.js#37). */
    private static void writeMailboxes(JsonGenerator json, String field, List<Mailbox> mailboxes) throws IOException {
        if (!mailboxes.isEmpty()) {
            json.writeStringField(
                    field, mailboxes.stream().map(PostmarkRequestBody::mailbox).collect(joining(", ")));
        }
    }

    /** Always quoted: Postmark splits the list at a comma in an unquoted name (ActiveCampaign/postmark-gem#140). It encodes the name. */
    private static String mailbox(Mailbox mailbox) {
        String name = mailbox.displayName();
        return name == null
                ? mailbox.address().toString()
                : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <" + mailbox.address() + ">";
    }

    private static void writeText(JsonGenerator json, String field, @Nullable String text) throws IOException {
        if (!isBlank(text)) {
            json.writeStringField(field, text);
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : ByteBufUtil.utf8Bytes(text);
    }
}
