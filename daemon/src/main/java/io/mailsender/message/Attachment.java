package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

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

    // What file systems take; and in percent-encoded form (RFC 2231) it still fits on one line of a header.
    private static final int MAX_OCTETS = 255;

    /**
     * Keeps of the file name what follows the last slash or backslash, without what hides or turns text (and makes an "exe.pdf" of a
     * "fdp.exe"). Joiners stay where a word or an emoji needs them.
     *
     * @throws IllegalArgumentException with the reason, never with what was given
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
            throw new IllegalArgumentException("a file name is needed");
        }
        if (visible.getBytes(UTF_8).length > MAX_OCTETS) {
            throw new IllegalArgumentException("a file name has at most " + MAX_OCTETS + " octets of UTF-8");
        }
        return visible;
    }

    private static void requireContentId(String id) {
        if (id.isEmpty()
                || id.length() > MAX_OCTETS
                || !id.chars().allMatch(c -> c == '.' || c == '@' || LocalPart.isAtext(c))) {
            throw new IllegalArgumentException("a content id consists of 1 to " + MAX_OCTETS
                    + " ASCII letters, digits, and characters out of .@!#$%&'*+-/=?^_`{|}~");
        }
    }
}
