package io.mailsender.message;

import org.jspecify.annotations.Nullable;

/**
 * A file that goes with a message.
 *
 * @param filename a base name: no path, no control characters
 * @param contentType a media type (RFC 2045), e.g. {@code application/pdf}
 * @param contentId makes it inline: what {@code cid:} names in the HTML (RFC 2392), without angle brackets
 */
public record Attachment(
        String filename,
        String contentType,
        byte[] content,
        @Nullable String contentId) {

    public boolean inline() {
        return contentId != null;
    }
}
