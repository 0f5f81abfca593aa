package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.activation.DataHandler;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.util.ByteArrayDataSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The body of a message: mixed (alternative (text, related (HTML, inline files)), files), of which only what is needed. */
final class MimeBody {

    private final MessageId id;
    private final Content content;
    private final List<Attachment> inline;
    private final List<Attachment> files;

    MimeBody(MessageId id, Content content) {
        this.id = id;
        this.content = content;
        // Without HTML nothing can show an inline file where it belongs: it goes along like any other.
        Predicate<Attachment> isInline = attachment -> attachment.inline() && content.html() != null;
        this.inline = content.attachments().stream().filter(isInline).toList();
        this.files = content.attachments().stream().filter(isInline.negate()).toList();
    }

    void into(MimePart part) throws MessagingException {
        if (files.isEmpty()) {
            alternative(part);
        } else {
            Parts mixed = new Parts("mixed", id);
            alternative(mixed.add());
            for (Attachment file : files) {
                attachment(mixed.add(), file);
            }
            part.setContent(mixed);
        }
    }

    private void alternative(MimePart part) throws MessagingException {
        String text = content.text();
        String html = content.html();
        if (html == null) {
            text(part, "plain", text == null ? "" : text);
        } else if (text == null) {
            related(part, html);
        } else {
            Parts alternative = new Parts("alternative", id);
            text(alternative.add(), "plain", text);
            related(alternative.add(), html);
            part.setContent(alternative);
        }
    }

    private void related(MimePart part, String html) throws MessagingException {
        if (inline.isEmpty()) {
            text(part, "html", html);
        } else {
            Parts related = new Parts("related", id);
            text(related.add(), "html", html);
            for (Attachment image : inline) {
                attachment(related.add(), image);
            }
            part.setContent(related);
        }
    }

    private static void text(MimePart part, String subtype, String text) throws MessagingException {
        byte[] bytes = text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace("\n", "\r\n")
                .getBytes(UTF_8);
        data(part, bytes, "text/" + subtype + "; charset=UTF-8", isMostlyAscii(bytes) ? "quoted-printable" : "base64");
    }

    private static boolean isMostlyAscii(byte[] bytes) {
        int others = 0;
        for (byte b : bytes) {
            others += b < 0 ? 1 : 0;
        }
        // From here on base64 is the shorter one: it makes 4 of 3 octets, quoted-printable 3 of each that is not ASCII.
        return others <= bytes.length / 6;
    }

    private static void attachment(MimePart part, Attachment attachment) throws MessagingException {
        data(part, attachment.content(), contentType(attachment), "base64");
        ParameterList parameters = new ParameterList();
        parameters.set("filename", attachment.filename(), "UTF-8");
        String disposition = attachment.inline() ? "inline" : "attachment";
        part.setHeader("Content-Disposition", new ContentDisposition(disposition, parameters).toString());
        if (attachment.contentId() != null) {
            part.setHeader("Content-ID", "<" + attachment.contentId() + ">");
        }
    }

    // Base64 is not allowed in these (RFC 2046, sections 5.1 and 5.2.1), and Angus Mail writes them as they come.
    private static String contentType(Attachment attachment) {
        String type = attachment.contentType();
        String lowerCase = type.toLowerCase(Locale.ROOT);
        return lowerCase.startsWith("message/") || lowerCase.startsWith("multipart/")
                ? "application/octet-stream"
                : type;
    }

    private static void data(MimePart part, byte[] bytes, String contentType, String encoding)
            throws MessagingException {
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(bytes, contentType)));
        // Left to itself, Angus Mail adds the file name here, in the character set of this machine.
        part.setHeader("Content-Type", contentType);
        part.setHeader("Content-Transfer-Encoding", encoding);
    }

    /** A multipart with a boundary of its own making, so that it is the same each time. */
    private static final class Parts extends MimeMultipart {

        Parts(String subtype, MessageId id) {
            super(subtype);
            ParameterList parameters = new ParameterList();
            // "=_" comes up in neither quoted-printable nor base64 (RFC 2045, section 6.7), so no content can hold it.
            parameters.set("boundary", "=_" + subtype + "_" + id);
            if (subtype.equals("related")) {
                parameters.set("type", "text/html"); // RFC 2387, section 3.1
            }
            contentType = new ContentType("multipart", subtype, parameters).toString();
        }

        MimePart add() throws MessagingException {
            MimeBodyPart part = new MimeBodyPart();
            addBodyPart((BodyPart) part);
            return part;
        }
    }
}
