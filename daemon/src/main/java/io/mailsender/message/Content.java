package io.mailsender.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a message says. Where neither text nor HTML is given it is an empty text.
 *
 * @param calendar an invitation, or what else goes into the reader's calendar: another form of the text
 */
public record Content(
        String subject,
        @Nullable String text,
        @Nullable String html,
        @Nullable Calendar calendar,
        List<Attachment> attachments) {

    private static final int MAX_SUBJECT = 998;

    /** @throws IllegalArgumentException with the reason, where the subject could break a header */
    public Content {
        if (subject.length() > MAX_SUBJECT) {
            throw new IllegalArgumentException("a subject has at most " + MAX_SUBJECT + " characters");
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

    /** About how many bytes it has in memory. */
    public long size() {
        return length(text)
                + length(html)
                + length(calendar == null ? null : calendar.content())
                + attachments.stream().mapToLong(file -> file.content().length).sum();
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** Without a calendar. */
    public Content(String subject, @Nullable String text, @Nullable String html, List<Attachment> attachments) {
        this(subject, text, html, null, attachments);
    }
}
