package io.mailsender.provider.adapter;

import static java.util.stream.Collectors.joining;

import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.CustomField;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.message.Original;
import io.mailsender.provider.MultipartForm;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a message as a form for Mailgun: in separate fields if they can express all of it, otherwise as one MIME message. */
final class MailgunForm {

    private static final int MAX_MESSAGE = 25_000_000;

    /** Mailgun's manual: "Send options (parameters starting with o:, h:, or v:) are limited to 16 kB total". */
    private static final int MAX_OPTIONS = 16_000;

    /** An upper bound of the options that are neither labels nor header fields. */
    private static final int OWN_OPTIONS = 200;

    private final Message message;
    private final Envelope envelope;
    private final Mailbox sender;
    private final Map<String, String> headers = new TreeMap<>();
    private final MailgunLabelSet labels;

    MailgunForm(Message message, Envelope envelope, Mailbox sender) {
        this.message = message;
        this.envelope = envelope;
        this.sender = sender;
        this.labels = MailgunLabelSet.of(message);
        message.extras().headers().forEach((name, value) -> headers.put(name, CustomField.encode(name, value)));
        headers.put("Message-Id", message.id().headerValue());
        List<Mailbox> replyTo = message.originator().replyTo();
        if (!replyTo.isEmpty()) {
            headers.put("Reply-To", replyTo.stream().map(Mailbox::headerValue).collect(joining(", ")));
        }
    }

    /** Why Mailgun cannot carry the message; empty if it can. */
    Optional<String> obstacle() {
        Original original = message.original();
        long length = original == null ? encodedLength(message.content()) : original.bytes().length;
        return length > MAX_MESSAGE ? Optional.of("the message is larger than 25 MB") : Optional.empty();
    }

    /**
     * Whether separate fields can express the message. They need a {@code to} and some text, take the recipients from the header, and
     * have no calendar. Header fields count against the limit of the options, so large ones go into a MIME message and leave room for
     * the labels.
     */
    boolean isInFields() {
        Content content = message.content();
        return message.original() == null
                && envelope.isWhole(message)
                && !message.destination().to().isEmpty()
                && (content.hasText() || content.hasHtml())
                && content.calendar() == null
                && headersFit()
                && (!content.hasHtml() || content.attachments().stream().allMatch(MailgunForm::isNamedByItsId));
    }

    /** Not if a name has a backslash, which some readers of a form take as an escape. */
    private boolean headersFit() {
        int length = OWN_OPTIONS + labels.length();
        for (Map.Entry<String, String> field : headers.entrySet()) {
            length += "h:".length() + field.getKey().length() + bytes(field.getValue());
        }
        return length <= MAX_OPTIONS && headers.keySet().stream().noneMatch(name -> name.indexOf('\\') >= 0);
    }

    /** Mailgun uses the file's name as its Content-ID, and allows no other. */
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
        MailgunLabelSet fitting = labels.within(MAX_OPTIONS - OWN_OPTIONS);
        fitting.tags().forEach(tag -> form.field("o:tag", tag));
        fitting.variables().forEach((name, value) -> form.field("v:" + name, value));
        // Otherwise Mailgun shows tags and metadata to the recipients.
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
            // Without HTML there is no place to show an inline file.
            boolean inline = file.inline() && content.hasHtml();
            form.file(inline ? "inline" : "attachment", file.filename(), file.contentType(), file.content());
        }
        headers.forEach((name, value) -> form.field("h:" + name, value));
    }

    private static void addText(MultipartForm form, String name, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            form.field(name, text);
        }
    }

    private static long encodedLength(Content content) {
        long files = 0;
        for (Attachment file : content.attachments()) {
            files += file.content().length;
        }
        int calendar = content.calendar() == null ? 0 : bytes(content.calendar().content());
        // Base64 turns 3 bytes into 4 characters, and adds a line break after 76.
        return files * 4 / 3 * 78 / 76 + bytes(content.text()) + bytes(content.html()) + calendar;
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : ByteBufUtil.utf8Bytes(text);
    }
}
