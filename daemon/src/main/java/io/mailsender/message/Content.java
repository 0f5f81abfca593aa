package io.mailsender.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subject, text and attachments of a message. Without text and HTML, the text is empty.
 *
 * @param calendar an invitation or another calendar object, sent as an alternative form of the text
 */
public record Content(
        String subject,
        @Nullable String text,
        @Nullable String html,
        @Nullable Calendar calendar,
        List<Attachment> attachments) {

    private static final int MAX_SUBJECT = 998;

    /** @throws IllegalArgumentException with the reason, if the subject could break a header or a text is not well-formed Unicode */
    public Content {
        if (subject.length() > MAX_SUBJECT) {
            throw new IllegalArgumentException("the subject is longer than " + MAX_SUBJECT + " characters");
        }
        HeaderText.requireSafe(subject);
        if (text != null) {
            HeaderText.requireWellFormed(text);
        }
        if (html != null) {
            HeaderText.requireWellFormed(html);
        }
        attachments = List.copyOf(attachments);
    }

    /** Whether there is a text that is not blank. */
    public boolean hasText() {
        return text != null && !text.isBlank();
    }

    /** Whether there is an HTML text that is not blank. */
    public boolean hasHtml() {
        return html != null && !html.isBlank();
    }

    /** The approximate size in memory, in bytes. */
    public long size() {
        return length(text)
                + length(html)
                + length(calendar == null ? null : calendar.content())
                + attachments.stream().mapToLong(file -> file.content().length).sum();
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    public Content(String subject, @Nullable String text, @Nullable String html, List<Attachment> attachments) {
        this(subject, text, html, null, attachments);
    }
}
