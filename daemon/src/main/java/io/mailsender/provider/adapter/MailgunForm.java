package io.mailsender.provider.adapter;

import static java.util.stream.Collectors.joining;

import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.CustomField;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.provider.MultipartForm;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A message as Mailgun's API takes it: in fields where they can say all of it, else written as a whole. */
final class MailgunForm {

    /** By it Mailgun's events name a message, also where its answer, and with it the id there, was lost. */
    static final String ID = "mail-sender-id";

    private static final int MAX_MESSAGE = 25_000_000;

    /** "Send options (parameters starting with o:, h:, or v:) are limited to 16 kB total" */
    private static final int MAX_OPTIONS = 16_000;

    /** What the gateway adds to them itself is below this. */
    private static final int OWN_OPTIONS = 200;

    /** Mailgun's help says 10, its older manual said 3; what happens to more, neither says. */
    private static final int MAX_TAGS = 10;

    private static final int MAX_TAG_LENGTH = 128;

    private final Message message;
    private final Envelope envelope;
    private final Mailbox sender;
    private final Map<String, String> headers = new TreeMap<>();

    MailgunForm(Message message, Envelope envelope, Mailbox sender) {
        this.message = message;
        this.envelope = envelope;
        this.sender = sender;
        message.extras().headers().forEach((name, value) -> headers.put(name, CustomField.encode(name, value)));
        headers.put("Message-Id", message.id().headerValue());
        List<Mailbox> replyTo = message.originator().replyTo();
        if (!replyTo.isEmpty()) {
            headers.put("Reply-To", replyTo.stream().map(Mailbox::headerValue).collect(joining(", ")));
        }
    }

    /** Why Mailgun cannot carry it; empty where it can. */
    Optional<String> obstacle() {
        if (!message.extras().tags().stream().allMatch(MailgunForm::isTag)
                || message.extras().tags().size() > MAX_TAGS) {
            return Optional.of("takes at most 10 tags, each of at most 128 ASCII characters");
        }
        if (message.extras().metadata().containsKey(ID)) {
            return Optional.of("the metadata name " + ID + " is the gateway's own");
        }
        if (Stream.concat(headers.keySet().stream(), message.extras().metadata().keySet().stream())
                .anyMatch(name -> name.indexOf('\\') >= 0)) {
            // Some readers of a form take it for itself, others for the escape of what follows, such as the end of the
            // name.
            return Optional.of("cannot carry a backslash in the name of a header field or of metadata");
        }
        if (optionsLength() > MAX_OPTIONS) {
            return Optional.of("takes at most 16 kB of tags, metadata and headers");
        }
        return encodedLength(message.content()) > MAX_MESSAGE ? Optional.of("larger than 25 MB") : Optional.empty();
    }

    /**
     * Whether fields can say it. They can neither name recipients that differ from the header's, nor do without {@code to}, nor can the
     * text be white space alone, which Mailgun refuses there; nor have they a calendar.
     */
    boolean isInFields() {
        Content content = message.content();
        return envelope.isWhole(message)
                && !message.destination().to().isEmpty()
                && !(isBlank(content.text()) && isBlank(content.html()))
                && content.calendar() == null
                && (isBlank(content.html()) || content.attachments().stream().allMatch(MailgunForm::isNamedByItsId));
    }

    /** Mailgun makes the file's name its Content-ID, and takes no other. */
    private static boolean isNamedByItsId(Attachment file) {
        return file.contentId() == null || file.contentId().equals(file.filename());
    }

    MultipartForm write(boolean testMode) {
        MultipartForm form = new MultipartForm("form-" + message.id());
        if (isInFields()) {
            addFields(form);
        } else {
            envelope.recipients().forEach(recipient -> form.field("to", recipient.toString()));
            form.file("message", "message.eml", "message/rfc822", Mime.write(message, sender));
        }
        message.extras().tags().forEach(tag -> form.field("o:tag", tag));
        new TreeMap<>(message.extras().metadata()).forEach((name, value) -> form.field("v:" + name, value));
        form.field("v:" + ID, message.id().value());
        // Tags and metadata are between the sender and its provider; Mailgun would show them to the recipients.
        form.field("o:suppress-headers", "X-Mailgun-Variables,X-Mailgun-Tag");
        return testMode ? form.field("o:testmode", "yes") : form;
    }

    private void addFields(MultipartForm form) {
        form.field("from", sender.headerValue());
        message.destination().to().forEach(to -> form.field("to", to.headerValue()));
        message.destination().cc().forEach(cc -> form.field("cc", cc.headerValue()));
        message.destination().bcc().forEach(bcc -> form.field("bcc", bcc.headerValue()));
        Content content = message.content();
        form.field("subject", content.subject());
        addText(form, "text", content.text());
        addText(form, "html", content.html());
        for (Attachment file : content.attachments()) {
            // Without HTML nothing can show an inline file where it belongs.
            boolean inline = file.inline() && !isBlank(content.html());
            form.file(inline ? "inline" : "attachment", file.filename(), file.contentType(), file.content());
        }
        headers.forEach((name, value) -> form.field("h:" + name, value));
    }

    private static void addText(MultipartForm form, String name, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            form.field(name, text);
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static boolean isTag(String tag) {
        return tag.length() <= MAX_TAG_LENGTH && tag.chars().allMatch(c -> c < 128);
    }

    private int optionsLength() {
        int length = OWN_OPTIONS;
        for (Map<String, String> fields : List.of(headers, message.extras().metadata())) {
            for (Map.Entry<String, String> field : fields.entrySet()) {
                length += 2 + bytes(field.getKey()) + bytes(field.getValue());
            }
        }
        for (String tag : message.extras().tags()) {
            length += 5 + tag.length();
        }
        return length;
    }

    private static long encodedLength(Content content) {
        long files = 0;
        for (Attachment file : content.attachments()) {
            files += file.content().length;
        }
        int calendar = content.calendar() == null ? 0 : bytes(content.calendar().content());
        // Base64 makes 4 characters of 3 bytes, and a line of 76.
        return files * 4 / 3 * 78 / 76 + bytes(content.text()) + bytes(content.html()) + calendar;
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : ByteBufUtil.utf8Bytes(text);
    }
}
