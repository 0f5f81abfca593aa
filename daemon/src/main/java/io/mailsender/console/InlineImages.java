package io.mailsender.console;

import io.mailsender.message.Attachment;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Puts the images of a mail into its HTML, in place of the content ids that name them (RFC 2392). A frame without an origin sends no cookie, so it
 * could not load them from here.
 */
public final class InlineImages {

    private static final String SCHEME = "cid:";
    private static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif");

    /** Of all images of a page. Further ones are left out. */
    private static final long MAX_BYTES = 8L << 20;

    private InlineImages() {}

    /** @param files those with another media type than that of an image are not shown */
    public static String in(String html, List<Attachment> files) {
        Map<String, Attachment> images = images(files);
        if (images.isEmpty()) {
            return html;
        }
        StringBuilder out = new StringBuilder(html.length());
        long left = MAX_BYTES;
        int from = 0;
        for (int at = html.indexOf(SCHEME); at >= 0; at = html.indexOf(SCHEME, from)) {
            int end = at + SCHEME.length();
            while (end < html.length() && isOfId(html.charAt(end))) {
                end++;
            }
            Attachment image = images.get(html.substring(at + SCHEME.length(), end));
            out.append(html, from, at);
            if (image == null || image.content().length > left) {
                out.append(html, at, end);
            } else {
                left -= image.content().length;
                out.append("data:").append(type(image)).append(";base64,");
                out.append(Base64.getEncoder().encodeToString(image.content()));
            }
            from = end;
        }
        return out.append(html, from, html.length()).toString();
    }

    private static Map<String, Attachment> images(List<Attachment> files) {
        Map<String, Attachment> images = new HashMap<>();
        for (Attachment file : files) {
            String id = file.contentId();
            if (id != null && TYPES.contains(type(file))) {
                images.putIfAbsent(id, file);
            }
        }
        return images;
    }

    private static String type(Attachment file) {
        String type = file.contentType();
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isOfId(char c) {
        return c > ' ' && "\"'<>()&".indexOf(c) < 0;
    }
}
