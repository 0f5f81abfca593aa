package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The body of a message: mixed (alternative (text, related (HTML, inline files), calendar), files). Unneeded levels are left out. */
final class MimeBody {

    private final MessageId id;
    private final Content content;
    private final List<Attachment> inline;
    private final List<Attachment> files;

    MimeBody(MessageId id, Content content) {
        this.id = id;
        this.content = content;
        // Without HTML nothing refers to an inline file, so it is sent as a normal attachment.
        Predicate<Attachment> isInline = attachment -> attachment.inline() && content.html() != null;
        this.inline = content.attachments().stream().filter(isInline).toList();
        this.files = content.attachments().stream().filter(isInline.negate()).toList();
    }

    /** Writes a part: the rest of its header, an empty line and its body, without a line end. */
    private interface Part {
        void writeTo(MimeLineWriter out) throws IOException;
    }

    void writeTo(MimeLineWriter out) throws IOException {
        if (files.isEmpty()) {
            alternative(out);
        } else {
            multipart(out, "mixed", "", this::alternative, files);
        }
    }

    private void alternative(MimeLineWriter out) throws IOException {
        String text = content.text();
        String html = content.html();
        Calendar calendar = content.calendar();
        List<Part> forms = new ArrayList<>();
        if (text != null || html == null) {
            forms.add(to -> text(to, "plain", text == null ? "" : text));
        }
        if (html != null) {
            forms.add(to -> related(to, html));
        }
        if (calendar != null) {
            // Mail programs prefer the last form.
            forms.add(to -> text(to, "calendar; method=" + calendar.method(), calendar.content()));
        }
        if (forms.size() == 1) {
            forms.get(0).writeTo(out);
        } else {
            multipart(out, "alternative", "", forms);
        }
    }

    private void related(MimeLineWriter out, String html) throws IOException {
        if (inline.isEmpty()) {
            text(out, "html", html);
        } else {
            // The type of the root is required (RFC 2387, section 3.1).
            multipart(out, "related", "; type=\"text/html\"", to -> text(to, "html", html), inline);
        }
    }

    private void multipart(MimeLineWriter out, String subtype, String parameter, Part first, List<Attachment> others)
            throws IOException {
        List<Part> parts = new ArrayList<>();
        parts.add(first);
        others.forEach(attachment -> parts.add(to -> attachment(to, attachment)));
        multipart(out, subtype, parameter, parts);
    }

    private void multipart(MimeLineWriter out, String subtype, String parameter, List<Part> parts) throws IOException {
        // "=_" occurs in neither quoted-printable nor base64 (RFC 2045, section 6.7), so no content can contain it.
        String boundary = "=_" + subtype + "_" + id;
        out.line("Content-Type: multipart/" + subtype + parameter + ";");
        out.line(" boundary=\"" + boundary + "\"");
        for (Part part : parts) {
            out.endLine();
            out.line("--" + boundary);
            part.writeTo(out);
        }
        out.endLine();
        out.line("--" + boundary + "--");
    }

    private static void text(MimeLineWriter out, String subtype, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.line("Content-Type: text/" + subtype + "; charset=UTF-8");
        if (isMostlyAscii(bytes)) {
            out.line("Content-Transfer-Encoding: quoted-printable");
            out.endLine();
            out.quotedPrintable(bytes);
        } else {
            out.line("Content-Transfer-Encoding: base64");
            out.endLine();
            out.base64(text.replace("\r\n", "\n")
                    .replace('\r', '\n')
                    .replace("\n", "\r\n")
                    .getBytes(UTF_8));
        }
    }

    private static boolean isMostlyAscii(byte[] bytes) {
        int others = 0;
        int length = bytes.length;
        for (int i = 0; i < bytes.length; i++) {
            others += bytes[i] < 0 ? 1 : 0;
            boolean alone = bytes[i] == '\n'
                    ? i == 0 || bytes[i - 1] != '\r'
                    : bytes[i] == '\r' && (i + 1 == bytes.length || bytes[i + 1] != '\n');
            length += alone ? 1 : 0;
        }
        // Beyond this base64 is shorter: it writes 3 octets as 4, quoted-printable each non-ASCII octet as 3.
        return others <= length / 6;
    }

    private static void attachment(MimeLineWriter out, Attachment attachment) throws IOException {
        String type = contentType(attachment);
        if (MediaType.hasName(type)) {
            out.line("Content-Type: " + type);
        } else {
            out.line("Content-Type: " + type + ";");
            out.line(" " + MimeParameter.writeForOldReaders("name", attachment.filename()));
        }
        out.line("Content-Transfer-Encoding: base64");
        out.line("Content-Disposition: " + (attachment.inline() ? "inline" : "attachment") + ";");
        out.line(" " + MimeParameter.write("filename", attachment.filename()));
        if (attachment.contentId() != null) {
            out.line("Content-ID: <" + attachment.contentId() + ">");
        }
        out.endLine();
        out.base64(attachment.content());
    }

    // These types must not be in base64 (RFC 2046, sections 5.1 and 5.2.1), and no other encoding preserves their
    // bytes.
    private static String contentType(Attachment attachment) {
        String type = attachment.contentType();
        String lowerCase = type.toLowerCase(Locale.ROOT);
        return lowerCase.startsWith("message/") || lowerCase.startsWith("multipart/")
                ? "application/octet-stream"
                : type;
    }
}
