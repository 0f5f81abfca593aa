package io.mailsender.provider.adapter;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.TemplateSyntax;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Writes a message as the JSON of Brevo's API. {@link BrevoObstacle} says what Brevo cannot carry. */
final class BrevoRequestBody {

    static final int MAX_BODY = 20_000_000;

    /** Returned in Brevo's events. The recipient can see it, so it has no metadata. */
    private static final String CUSTOM = "X-Mailin-custom";

    /**
     * Brevo's template language: variables, tags and comments. <code>{{ contact.NAME }}</code> is filled in without any {@code params}
     * (<a href="https://developers.brevo.com/docs/send-a-transactional-email">"Send a message with dynamic content"</a>).
     */
    static final TemplateSyntax SYNTAX = new TemplateSyntax(Pattern.compile("\\{(?=[{%#])"));

    private final Message message;
    private final Mailbox sender;
    private final Optional<Destination> destination;
    private final Optional<String> html;

    BrevoRequestBody(Message message, Envelope envelope, Mailbox sender) {
        this.message = message;
        this.sender = sender;
        this.destination = message.destination().within(envelope);
        this.html = html(message.content());
    }

    /**
     * Brevo turns a message that has only a text into one that has only HTML (anymail/django-anymail#483, #487). With both it changes
     * neither, so the same text is also sent as HTML.
     */
    private static Optional<String> html(Content content) {
        String html = content.html();
        if (html != null && !html.isBlank()) {
            return SYNTAX.escape(html);
        }
        String text = content.text() == null ? "" : content.text();
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return Optional.of("<html><body><div style=\"white-space:pre-wrap\">" + escaped + "</div></body></html>");
    }

    /** Why Brevo cannot carry the message, apart from its size; empty if it can. */
    Optional<String> obstacle() {
        if (destination.isEmpty()) {
            return Optional.of("several bcc recipients without a to");
        }
        if (html.isEmpty()) {
            return Optional.of(BrevoObstacle.TEMPLATE);
        }
        return new BrevoObstacle(message, sender, destination.get()).find();
    }

    /** @param sandbox whether Brevo only checks the message */
    byte[] write(boolean sandbox) {
        return JsonBody.of(json -> {
            json.writeFieldName("sender");
            BrevoMailbox.write(json, sender);
            Destination to = destination.orElseThrow();
            writeMailboxes(json, "to", to.to());
            writeMailboxes(json, "cc", to.cc());
            writeMailboxes(json, "bcc", to.bcc());
            if (!message.originator().replyTo().isEmpty()) {
                json.writeFieldName("replyTo");
                BrevoMailbox.write(json, message.originator().replyTo().get(0));
            }
            json.writeStringField("subject", message.content().subject());
            json.writeStringField("htmlContent", html.orElseThrow());
            String text = message.content().text();
            if (text != null && !text.isBlank()) {
                json.writeStringField("textContent", text);
            }
            writeFiles(json);
            writeHeaders(json, sandbox);
            List<String> tags = message.extras().tags();
            JsonBody.array(json, "tags", tags, tag -> json.writeString(tag));
        });
    }

    private void writeFiles(JsonGenerator json) throws IOException {
        List<Attachment> files = message.content().attachments();
        JsonBody.array(json, "attachment", files, file -> {
            json.writeStartObject();
            json.writeStringField("name", file.filename());
            json.writeBinaryField("content", file.content());
            json.writeEndObject();
        });
    }

    private void writeHeaders(JsonGenerator json, boolean sandbox) throws IOException {
        Map<String, String> headers = new TreeMap<>(message.extras().headers());
        headers.put(CUSTOM, "mail-sender-id:" + message.id());
        if (sandbox) {
            headers.put("X-Sib-Sandbox", "drop");
        }
        json.writeObjectFieldStart("headers");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            json.writeStringField(header.getKey(), header.getValue().strip());
        }
        json.writeEndObject();
    }

    /** Brevo refuses an empty array (getbrevo/brevo-node#90). */
    private static void writeMailboxes(JsonGenerator json, String field, List<Mailbox> mailboxes) throws IOException {
        JsonBody.array(json, field, mailboxes, mailbox -> BrevoMailbox.write(json, mailbox));
    }
}
