package io.mailsender.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a message says. Where neither text nor HTML is given it is an empty text. */
public record Content(
        String subject, @Nullable String text, @Nullable String html, List<Attachment> attachments) {
    public Content {
        attachments = List.copyOf(attachments);
    }
}
