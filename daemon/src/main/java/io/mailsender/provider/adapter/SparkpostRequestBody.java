package io.mailsender.provider.adapter;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.message.Original;
import io.mailsender.original.SevenBitMail;
import io.mailsender.provider.JsonBody;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message as a transmission: in separate fields if they can express all of it, otherwise as {@code email_rfc822}.
 *
 * <p>SparkPost sends each recipient a mail of its own. Its To field is {@code header_to}, which has all of {@code to}; {@code CC} is a
 * header field; those in {@code bcc} are recipients and nothing else. So a retry for some recipients still shows all. A {@code name}
 * beside {@code header_to} would enclose the whole list (SparkPost/gosparkpost#159, Stampie/Stampie#83).
 *
 * <p>SparkPost runs its template language on a mail, which {@code perform_substitutions} turns off for the bodies only.
 */
final class SparkpostRequestBody {

    /** "The transmission content (text + html + attachments + inline images) is limited to 20 MBs." */
    private static final long MAX_CONTENT = 20_000_000;

    private static final String TEMPLATE = "{{";

    private final Message message;
    private final Envelope envelope;
    private final Mailbox sender;
    private final byte @Nullable [] mime;

    SparkpostRequestBody(Message message, Envelope envelope, Mailbox sender) {
        this.message = message;
        this.envelope = envelope;
        this.sender = sender;
        Original original = message.original();
        this.mime = original != null
                ? SevenBitMail.of(original).orElseThrow()
                : isInFields() ? null : Mime.write(message, sender);
    }

    /** Why SparkPost cannot carry the message; empty if it can. */
    Optional<String> obstacle() {
        Original original = message.original();
        if (headerTexts().anyMatch(text -> text.contains(TEMPLATE))
                || original != null && original.header().contains(TEMPLATE)) {
            // Nothing documented keeps it: without substitutions, the macros for braces do not work either.
            return Optional.of("SparkPost would run {{ in a header field as its template language");
        }
        return contentLength() > MAX_CONTENT ? Optional.of("the message is larger than 20 MB") : Optional.empty();
    }

    /** The texts of the header fields, in which SparkPost always runs its template language. */
    private Stream<String> headerTexts() {
        Destination destination = message.destination();
        return Stream.of(
                        Stream.of(message.content().subject()),
                        Stream.of(
                                        List.of(sender),
                                        message.originator().replyTo(),
                                        destination.to(),
                                        destination.cc(),
                                        destination.bcc())
                                .flatMap(List::stream)
                                .map(Mailbox::unicodeValue),
                        message.extras().headers().entrySet().stream().map(field -> field.getKey() + field.getValue()))
                .flatMap(texts -> texts);
    }

    /**
     * Whether separate fields can express the message. They need a {@code to} and some text, have no calendar, and use the name of an
     * inline file as its Content-ID. They are not meant for encoded words, so a text that looks like one would be decoded.
     */
    private boolean isInFields() {
        Content content = message.content();
        List<Attachment> inline =
                content.attachments().stream().filter(Attachment::inline).toList();
        return !message.destination().to().isEmpty()
                && (content.hasText() || content.hasHtml())
                && content.calendar() == null
                && (inline.isEmpty() || content.hasHtml())
                && inline.stream().allMatch(file -> file.filename().equals(file.contentId()))
                && inline.stream().map(Attachment::filename).distinct().count() == inline.size()
                && headerTexts().noneMatch(text -> text.contains("=?"));
    }

    private long contentLength() {
        if (mime != null) {
            return mime.length;
        }
        Content content = message.content();
        long files = 0;
        for (Attachment file : content.attachments()) {
            files += (file.content().length + 2L) / 3 * 4;
        }
        return files + bytes(content.text()) + bytes(content.html());
    }

    byte[] write() {
        List<String> tags = SparkpostLabelSet.tags(message);
        return JsonBody.of(json -> {
            json.writeObjectFieldStart("options");
            // Otherwise SparkPost adds or replaces List-Unsubscribe (SparkPost/python-sparkpost#163).
            json.writeBooleanField("transactional", true);
            json.writeBooleanField("perform_substitutions", false);
            json.writeEndObject();
            json.writeArrayFieldStart("recipients");
            for (EmailAddress recipient : envelope.recipients()) {
                writeRecipient(json, recipient, tags);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("content");
            if (mime == null) {
                writeFields(json);
            } else {
                json.writeFieldName("email_rfc822");
                json.writeUTF8String(mime, 0, mime.length);
            }
            json.writeEndObject();
            json.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> pair :
                    SparkpostLabelSet.metadata(message).entrySet()) {
                json.writeStringField(pair.getKey(), pair.getValue());
            }
            json.writeEndObject();
        });
    }

    private void writeRecipient(JsonGenerator json, EmailAddress recipient, List<String> tags) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("address");
        json.writeStringField("email", recipient.toString());
        if (mime == null) {
            json.writeStringField("header_to", list(message.destination().to()));
        }
        json.writeEndObject();
        JsonBody.array(json, "tags", tags, tag -> json.writeString(tag));
        json.writeEndObject();
    }

    private void writeFields(JsonGenerator json) throws IOException {
        Content content = message.content();
        json.writeObjectFieldStart("from");
        json.writeStringField("email", sender.address().toString());
        if (sender.displayName() != null) {
            json.writeStringField("name", sender.displayName());
        }
        json.writeEndObject();
        if (!message.originator().replyTo().isEmpty()) {
            json.writeStringField("reply_to", list(message.originator().replyTo()));
        }
        json.writeStringField("subject", content.subject());
        writeText(json, "text", content.text());
        writeText(json, "html", content.html());
        json.writeObjectFieldStart("headers");
        for (Map.Entry<String, String> field : headers().entrySet()) {
            json.writeStringField(field.getKey(), field.getValue());
        }
        json.writeEndObject();
        writeFiles(json, "attachments", content.attachments().stream().filter(file -> !file.inline()));
        writeFiles(json, "inline_images", content.attachments().stream().filter(Attachment::inline));
    }

    /** "Each header value is expected in the UTF-8 charset without RFC2047 encoding." */
    private Map<String, String> headers() {
        Map<String, String> headers = message.extras().headers().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, field -> field.getValue().strip(), (a, b) -> a, TreeMap::new));
        headers.put("Message-ID", message.id().headerValue());
        if (!message.destination().cc().isEmpty()) {
            headers.put("CC", list(message.destination().cc()));
        }
        return headers;
    }

    private static void writeText(JsonGenerator json, String name, @Nullable String text) throws IOException {
        if (!isBlank(text)) {
            json.writeStringField(name, text);
        }
    }

    private static void writeFiles(JsonGenerator json, String name, Stream<Attachment> files) throws IOException {
        List<Attachment> all = files.toList();
        JsonBody.array(json, name, all, file -> {
            json.writeStartObject();
            json.writeStringField("name", file.filename());
            json.writeStringField("type", file.contentType());
            json.writeBinaryField("data", file.content());
            json.writeEndObject();
        });
    }

    private static String list(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(Mailbox::unicodeValue).collect(joining(", "));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : ByteBufUtil.utf8Bytes(text);
    }
}
