package io.mailsender.status;

import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Original;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The content of a message, as callers see it. */
@Serdeable
@Schema(name = "MessageContent", description = "The content of a message, without the bytes of its files.")
public record ContentView(
        String id,

        @Schema(description = "When the Date field says that it was written.")
        Instant date,

        @Schema(description = "The sender; absent if each provider uses its own address.") @Nullable
        String from,

        List<String> replyTo,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        String subject,

        @Schema(description = "The plain text, at most its first 1,048,576 characters.") @Nullable
        String text,

        @Schema(
                description =
                        "The HTML, at most its first 1,048,576 characters. It is what a stranger may have written: do not run it.")
        @Nullable
        String html,

        @Schema(description = "Whether the text or the HTML is longer than what is shown; the source has all of it.")
        boolean truncated,

        @Schema(description = "An invitation (iCalendar), at most its first 1,048,576 characters.") @Nullable
        String calendar,

        @Schema(
                description =
                        "Header fields: those that the caller added or, of a mail that came as a whole, all, in their order and as they are written.")
        List<HeaderField> headers,

        List<File> attachments,

        @Schema(description = "Whether it came as a whole mail, whose bytes `GET /messages/{id}/source` shows.")
        boolean original,

        @Schema(description = "Why a mail that came as a whole cannot be shown completely here; absent if it can.")
        @Nullable
        String obstacle) {

    /** Of each text: a page cannot show more, and the source has all. */
    static final int MAX_TEXT = 1 << 20;

    static ContentView of(Message message) {
        Content content = message.content();
        Original original = message.original();
        return new ContentView(
                message.id().value(),
                message.date(),
                from(message),
                mailboxes(message.originator().replyTo()),
                mailboxes(message.destination().to()),
                mailboxes(message.destination().cc()),
                mailboxes(message.destination().bcc()),
                content.subject(),
                cut(content.text()),
                cut(content.html()),
                isLong(content.text()) || isLong(content.html()),
                content.calendar() == null ? null : cut(content.calendar().content()),
                original == null ? added(message.extras().headers()) : HeaderField.all(original.header()),
                IntStream.range(0, content.attachments().size())
                        .mapToObj(i -> File.of(i + 1, content.attachments().get(i)))
                        .toList(),
                original != null,
                original == null ? null : original.obstacle());
    }

    private static @Nullable String from(Message message) {
        return message.originator().address() == null
                ? null
                : new Mailbox(
                                message.originator().displayName(),
                                message.originator().address())
                        .unicodeValue();
    }

    private static List<HeaderField> added(Map<String, String> headers) {
        return headers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(field -> new HeaderField(field.getKey(), field.getValue()))
                .toList();
    }

    private static List<String> mailboxes(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(Mailbox::unicodeValue).toList();
    }

    private static boolean isLong(@Nullable String text) {
        return text != null && text.length() > MAX_TEXT;
    }

    /** Not between the halves of a character. */
    private static @Nullable String cut(@Nullable String text) {
        if (text == null || !isLong(text)) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT);
    }

    /** Without the content: a log must not have it. */
    @Override
    public String toString() {
        return "ContentView[id=" + id + "]";
    }

    /** A file. @param number from 1 */
    @Serdeable
    @Schema(name = "AttachedFile", description = "A file that is attached to a message.")
    public record File(
            int number,
            String filename,
            String contentType,

            @Schema(description = "In bytes.") long size,

            @Schema(description = "The id by which the HTML names it; absent if it does not.") @Nullable
            String contentId) {

        static File of(int number, Attachment file) {
            return new File(number, file.filename(), file.contentType(), file.content().length, file.contentId());
        }
    }
}
