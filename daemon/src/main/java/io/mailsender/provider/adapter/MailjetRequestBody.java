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
import io.mailsender.provider.LabelRule;
import io.mailsender.provider.TemplateSyntax;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes a message as the JSON of Mailjet's Send API, or says why Mailjet cannot carry it. */
final class MailjetRequestBody {

    /** For the whole call, though the guide limits only the files: mailjet/mailjet-apiv3-nodejs#269. */
    static final int MAX_BODY = 15_000_000;

    private static final int MAX_SUBJECT = 255;

    /** The guide's "List of forbidden headers", without those that a caller can never set. */
    private static final Set<String> FORBIDDEN =
            Set.of("domainkey-status", "list-id", "user-agent", "x-csa-complaints", "x-feedback-id", "x-mailer");

    /**
     * Personalization, as {@code [[data:firstname]]} or {@code [[var:day]]}. The guide ("Use a template"): it is simpler than the template
     * language, and unlike that it has no switch. A message without {@code TemplateLanguage} keeps <code>{{</code>.
     */
    private static final TemplateSyntax HTML = new TemplateSyntax(Pattern.compile("\\[(?=\\[)"));

    /** Only what Mailjet would replace, since plain text has no other notation for {@code [[}. */
    private static final TemplateSyntax TEXT =
            new TemplateSyntax(Pattern.compile("\\[(?=\\[\\s*(?i:data|var)\\s*:|\\[[A-Z_]+]])"));

    /** A campaign is a name in Mailjet's statistics. */
    private static final LabelRule CAMPAIGN = new LabelRule(255, c -> !Character.isISOControl(c));

    private final Message message;
    private final Mailbox sender;
    private final Optional<Destination> destination;
    private final Optional<String> html;

    MailjetRequestBody(Message message, Envelope envelope, Mailbox sender) {
        this.message = message;
        this.sender = sender;
        this.destination = message.destination().within(envelope);
        String html = message.content().html();
        this.html = html == null ? Optional.of("") : HTML.escape(html);
    }

    /** Why Mailjet cannot carry the message, apart from its size; empty if it can. */
    Optional<String> obstacle() {
        Content content = message.content();
        if (destination.isEmpty()) {
            return Optional.of("several bcc recipients without a to");
        }
        if (message.originator().replyTo().size() > 1) {
            return Optional.of("Mailjet carries only one reply_to");
        }
        if (content.calendar() != null) {
            return Optional.of("Mailjet carries no invitation");
        }
        if (!content.hasText() && !content.hasHtml()) {
            return Optional.of("Mailjet carries no message without text or HTML");
        }
        if (content.subject().length() > MAX_SUBJECT) {
            return Optional.of("Mailjet carries at most 255 characters in the subject");
        }
        if (html.isEmpty() || (content.text() != null && TEXT.isIn(content.text())) || TEXT.isIn(content.subject())) {
            return Optional.of("Mailjet would replace the part of the text that is in double square brackets");
        }
        if (content.attachments().stream().anyMatch(file -> file.content().length == 0)) {
            return Optional.of("Mailjet carries no empty attachment");
        }
        return message.extras().headers().keySet().stream()
                .filter(name -> FORBIDDEN.contains(name.toLowerCase(Locale.ROOT)))
                .sorted()
                .findFirst()
                .map(name -> "Mailjet carries no header field named " + name);
    }

    /** @param sandbox whether Mailjet only checks the message */
    byte[] write(boolean sandbox) {
        return JsonBody.of(json -> {
            json.writeArrayFieldStart("Messages");
            json.writeStartObject();
            writeMessage(json, destination.orElseThrow());
            json.writeEndObject();
            json.writeEndArray();
            // Otherwise Mailjet accepts a sender that is not verified, and drops the mail later
            // (mailjet/mailjet-apiv3-php#219).
            json.writeBooleanField("AdvanceErrorHandling", true);
            if (sandbox) {
                json.writeBooleanField("SandboxMode", true);
            }
        });
    }

    private void writeMessage(JsonGenerator json, Destination destination) throws IOException {
        json.writeFieldName("From");
        writeMailbox(json, sender);
        writeMailboxes(json, "To", destination.to());
        writeMailboxes(json, "Cc", destination.cc());
        writeMailboxes(json, "Bcc", destination.bcc());
        if (!message.originator().replyTo().isEmpty()) {
            json.writeFieldName("ReplyTo");
            writeMailbox(json, message.originator().replyTo().get(0));
        }
        Content content = message.content();
        writeText(json, "Subject", content.subject());
        writeText(json, "TextPart", content.text());
        writeText(json, "HTMLPart", html.orElseThrow());
        // Without HTML there is no place to show an inline file.
        boolean hasHtml = content.hasHtml();
        writeFiles(json, "Attachments", files(!hasHtml, false));
        writeFiles(json, "InlinedAttachments", hasHtml ? files(false, true) : List.of());
        writeLabels(json);
        writeHeaders(json);
    }

    /** @param all whether to write all files; if not, only those whose {@code inline()} is {@code inline} */
    private List<Attachment> files(boolean all, boolean inline) {
        return message.content().attachments().stream()
                .filter(file -> all || file.inline() == inline)
                .toList();
    }

    private void writeLabels(JsonGenerator json) throws IOException {
        json.writeStringField("CustomID", message.id().value());
        // Without DeduplicateCampaign, a campaign only groups messages in Mailjet's statistics.
        List<String> tags = message.extras().tags();
        if (!tags.isEmpty()) {
            json.writeStringField("CustomCampaign", CAMPAIGN.apply(tags.get(0)));
        }
        Map<String, String> metadata = message.extras().metadata();
        if (!metadata.isEmpty()) {
            json.writeStringField("EventPayload", payload(new TreeMap<>(metadata)));
        }
    }

    private static String payload(Map<String, String> metadata) {
        byte[] payload = JsonBody.of(json -> {
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
        });
        return new String(payload, StandardCharsets.UTF_8);
    }

    private void writeHeaders(JsonGenerator json) throws IOException {
        Map<String, String> headers = new TreeMap<>(message.extras().headers());
        if (headers.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("Headers");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            json.writeStringField(header.getKey(), CustomField.encode(header.getKey(), header.getValue()));
        }
        json.writeEndObject();
    }

    private static void writeFiles(JsonGenerator json, String field, List<Attachment> files) throws IOException {
        JsonBody.array(json, field, files, file -> {
            json.writeStartObject();
            json.writeStringField("ContentType", file.contentType());
            json.writeStringField("Filename", file.filename());
            if (field.equals("InlinedAttachments")) {
                json.writeStringField("ContentID", file.contentId());
            }
            json.writeBinaryField("Base64Content", file.content());
            json.writeEndObject();
        });
    }

    /** Mailjet refuses an empty array (mj-0007). */
    private static void writeMailboxes(JsonGenerator json, String field, List<Mailbox> mailboxes) throws IOException {
        JsonBody.array(json, field, mailboxes, mailbox -> writeMailbox(json, mailbox));
    }

    private static void writeMailbox(JsonGenerator json, Mailbox mailbox) throws IOException {
        json.writeStartObject();
        json.writeStringField("Email", mailbox.address().toString());
        if (mailbox.displayName() != null) {
            json.writeStringField("Name", mailbox.displayName());
        }
        json.writeEndObject();
    }

    private static void writeText(JsonGenerator json, String field, @Nullable String text) throws IOException {
        if (text != null && !text.isEmpty()) {
            json.writeStringField(field, text);
        }
    }
}
