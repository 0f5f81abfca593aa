package io.mailsender.submission;

import io.mailsender.delivery.OnUnknown;
import io.mailsender.http.Base64Bytes;
import io.mailsender.http.ProblemException;
import io.mailsender.message.Attachment;
import io.mailsender.message.Calendar;
import io.mailsender.message.Content;
import io.mailsender.message.CustomField;
import io.mailsender.message.Destination;
import io.mailsender.message.DisplayName;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Extras;
import io.mailsender.message.HeaderText;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.queue.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a request and converts it to a message. One pass finds all errors. What passes is safe in a header field, an address and a
 * MIME parameter.
 */
final class MessageReader {

    /** The largest number of recipients that every provider's API takes in one call. */
    static final int MAX_RECIPIENTS = 50;

    private static final String DEFAULT_SUBJECT = "No Subject";

    private final SendRequest request;
    private final FieldChecker fields = new FieldChecker();

    MessageReader(SendRequest request) {
        this.request = request;
    }

    /**
     * @param date when the message is due
     * @throws ProblemException 400 with all invalid fields
     */
    Message read(MessageId id, Instant date) {
        if (recipients() > MAX_RECIPIENTS) {
            throw ProblemException.badRequest(
                    "to",
                    "to, cc and bcc have " + recipients() + " recipients; at most " + MAX_RECIPIENTS
                            + " are allowed in one message");
        }
        if (recipients() == 0) {
            fields.wrong("to", "is required: at least one address in to, cc or bcc");
        }
        Originator originator = new Originator(
                displayName(),
                fields.check(
                        "from_address",
                        () -> request.fromAddress() == null ? null : EmailAddress.parse(request.fromAddress())),
                mailboxes("reply_to", request.replyTo()));
        Destination destination = new Destination(
                mailboxes("to", request.to()), mailboxes("cc", request.cc()), mailboxes("bcc", request.bcc()));
        Content content = new Content(
                subject(), body("text", request.text()), body("html", request.html()), calendar(), attachments());
        Extras extras = new Extras(headers(), tags(), metadata());
        fields.requireNone();
        return new Message(id, date, originator, destination, content, extras);
    }

    /**
     * Only the tags and metadata.
     *
     * @throws ProblemException 400 with all invalid fields
     */
    Extras labels() {
        Extras labels = new Extras(Map.of(), tags(), metadata());
        fields.requireNone();
        return labels;
    }

    /** The message's own policy for an unknown outcome; empty for the daemon's setting. */
    static Optional<OnUnknown> onUnknown(SendRequest request) {
        String word = request.onUnknown();
        if (word == null) {
            return Optional.empty();
        }
        for (OnUnknown policy : OnUnknown.values()) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(policy);
            }
        }
        throw ProblemException.badRequest("on_unknown", "must be resend, hold or fail");
    }

    /** Empty for the default. */
    static Optional<Priority> priority(SendRequest request) {
        String word = request.priority();
        if (word == null) {
            return Optional.empty();
        }
        for (Priority priority : Priority.values()) {
            if (priority.word().equals(word)) {
                return Optional.of(priority);
            }
        }
        throw ProblemException.badRequest("priority", "must be high, normal or bulk");
    }

    private int recipients() {
        return size(request.to()) + size(request.cc()) + size(request.bcc());
    }

    private static int size(@Nullable List<?> list) {
        return list == null ? 0 : list.size();
    }

    private @Nullable String displayName() {
        return fields.check("from", () -> DisplayName.requireNoAddress(request.from()));
    }

    private String subject() {
        String subject = request.subject();
        String safe = subject == null || subject.isEmpty() ? DEFAULT_SUBJECT : fields.text("subject", subject);
        return safe == null ? DEFAULT_SUBJECT : safe;
    }

    private @Nullable String body(String field, @Nullable String text) {
        return text == null ? null : fields.check(field, () -> HeaderText.requireWellFormed(text));
    }

    private List<Mailbox> mailboxes(String field, @Nullable List<String> texts) {
        List<Mailbox> mailboxes = new ArrayList<>();
        if (size(texts) > MAX_RECIPIENTS) {
            fields.wrong(field, "must have at most " + MAX_RECIPIENTS + " addresses");
            return mailboxes;
        }
        fields.each(field, texts, (at, text) -> {
            Mailbox mailbox = fields.check(at, () -> Mailbox.parse(text));
            if (mailbox != null) {
                mailboxes.add(mailbox);
            }
        });
        return mailboxes;
    }

    private List<Attachment> attachments() {
        List<Attachment> attachments = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        fields.each("attachments", request.attachments(), (at, a) -> {
            Attachment attachment = attachment(at, a);
            if (attachment != null) {
                attachments.add(attachment);
            }
            if (a.contentId() != null && !ids.add(a.contentId())) {
                fields.wrong(
                        at + ".content_id",
                        "is used by another attachment too; give each its own, so that cid: in the HTML is unambiguous");
            }
        });
        return attachments;
    }

    private @Nullable Attachment attachment(String at, AttachmentRequest a) {
        byte[] content = fields.check(at + ".content", () -> decoded(a.content()));
        String filename = a.filename();
        if (filename == null || filename.isBlank()) {
            fields.wrong(at + ".filename", "is required");
            return null;
        }
        String type = a.contentType() == null ? "application/octet-stream" : a.contentType();
        return fields.check(
                at, () -> new Attachment(filename, type, content == null ? new byte[0] : content, a.contentId()));
    }

    private static byte[] decoded(@Nullable Base64Bytes content) {
        if (content == null) {
            throw new IllegalArgumentException("is required: the file's bytes in base64");
        }
        if (content.bytes() == null) {
            throw new IllegalArgumentException("is not base64 (RFC 4648, section 4, without line breaks)");
        }
        return content.bytes();
    }

    private @Nullable Calendar calendar() {
        CalendarRequest calendar = request.calendar();
        if (calendar == null) {
            return null;
        }
        String content = calendar.content();
        if (content == null || content.isBlank()) {
            fields.wrong("calendar.content", "is required: an iCalendar object (RFC 5545)");
            return null;
        }
        return fields.check("calendar", () -> Calendar.parse(content, calendar.method()));
    }

    private Map<String, String> headers() {
        Map<String, String> headers = fields.entries("headers", request.headers(), CustomField::require);
        return fields.check("headers", () -> CustomField.requireDistinct(headers.keySet())) == null
                ? Map.of()
                : headers;
    }

    private Map<String, String> metadata() {
        return fields.entries("metadata", request.metadata(), Extras::requireMetadata);
    }

    private List<String> tags() {
        List<String> tags = new ArrayList<>();
        fields.each("tags", request.tags(), (at, tag) -> {
            if (fields.text(at, tag) != null) {
                tags.add(tag);
            }
        });
        return tags;
    }
}
