package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * A file that is sent with a message.
 *
 * @param filename a base name: no path, no control characters
 * @param contentType a media type (RFC 2045), e.g. {@code application/pdf}
 * @param contentId makes the file inline: the id that a {@code cid:} URL in the HTML names (RFC 2392), without angle brackets
 */
public record Attachment(
        String filename,
        String contentType,
        byte[] content,
        @Nullable String contentId) {

    // The limit of file systems; percent-encoded (RFC 2231), it still fits on one header line.
    private static final int MAX_OCTETS = 255;

    /**
     * Keeps only the part of the file name after the last slash or backslash, and removes characters that hide or reverse text (and make
     * "fdp.exe" look like "exe.pdf"). Joiners that a word or an emoji needs are kept.
     *
     * @throws IllegalArgumentException with the reason, never with the value
     */
    public Attachment {
        filename = baseName(filename);
        MediaType.require(contentType);
        if (contentId != null) {
            requireContentId(contentId);
        }
    }

    public boolean inline() {
        return contentId != null;
    }

    private static String baseName(String path) {
        HeaderText.requireSafe(path);
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        String visible = VisibleText.of(name).strip();
        if (visible.isEmpty() || visible.equals(".") || visible.equals("..")) {
            throw new IllegalArgumentException("the file name is missing; give one, such as report.pdf");
        }
        if (visible.getBytes(UTF_8).length > MAX_OCTETS) {
            throw new IllegalArgumentException("the file name is longer than " + MAX_OCTETS + " octets of UTF-8");
        }
        return visible;
    }

    private static void requireContentId(String id) {
        if (id.isEmpty()
                || id.length() > MAX_OCTETS
                || !id.chars().allMatch(c -> c == '.' || c == '@' || LocalPart.isAtext(c))) {
            throw new IllegalArgumentException("the content id must have 1 to " + MAX_OCTETS
                    + " characters: ASCII letters, digits, and .@!#$%&'*+-/=?^_`{|}~");
        }
    }
}
