package io.mailsender.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MimeTest {

    private static final Mailbox FROM = Mailbox.parse("Grüße aus Wien <shop@sender.example>");
    private static final Attachment PDF =
            new Attachment("r\u00e9sum\u00e9 1.pdf", "application/pdf", bytes("%PDF\n\u0000"), null);
    private static final Attachment LOGO = new Attachment("logo.png", "image/png", bytes("png"), "logo@x");

    @Test
    void writesTheHeaderOfTheMessageWithoutBcc() throws Exception {
        byte[] wire = Mime.write(message(content("Hi", null)), FROM);
        MimeMessage read = read(wire);

        assertThat(((InternetAddress) read.getFrom()[0]).getPersonal()).isEqualTo("Grüße aus Wien");
        assertThat(read.getHeader("To", null)).isEqualTo("\"Doe, Jane\" <jane@a.example>, b@b.example");
        assertThat(read.getHeader("Cc", null)).isEqualTo("c@c.example");
        assertThat(read.getHeader("Reply-To", null)).isEqualTo("r@r.example");
        assertThat(read.getHeader("Date", null)).isEqualTo("Tue, 3 Feb 2026 04:05:06 +0000");
        assertThat(read.getMessageID()).isEqualTo("<0123456789abcdef0123456789abcdef@example.org>");
        assertThat(read.getSubject()).isEqualTo("Bestellung № 5 😀");
        assertThat(read.getHeader("X-Order", null)).isEqualTo("5");
        assertThat(new String(wire, ISO_8859_1))
                .doesNotContainIgnoringCase("bcc")
                .doesNotContain("hidden@");
    }

    @Test
    void writesTheRecipientsOfAnAttempt() throws Exception {
        Message message = message(content("Hi", null));
        Mailbox hidden = Mailbox.parse("Hidden <hidden@h.example>");
        Destination some = new Destination(List.of(), List.of(Mailbox.parse("c@c.example")), List.of(hidden));

        MimeMessage read = read(Mime.write(message, FROM, some));
        assertThat(read.getHeader("To")).isNull();
        assertThat(read.getHeader("Cc", null)).isEqualTo("c@c.example");
        assertThat(read.getHeader("Bcc", null)).isEqualTo("Hidden <hidden@h.example>");

        MimeMessage bccOnly = read(Mime.write(message, FROM, new Destination(List.of(), List.of(), List.of(hidden))));
        assertThat(bccOnly.getHeader("To")).isNull();
        assertThat(bccOnly.getHeader("Bcc", null)).isEqualTo("Hidden <hidden@h.example>");
    }

    @Test
    void writesOnlyAText() throws Exception {
        MimeMessage read = read(Mime.write(message(content("Tschüß\nund\rweg\r\n.\r\n=_x", null)), FROM));

        assertThat(read.getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(read.getContent()).isEqualTo("Tschüß\r\nund\r\nweg\r\n.\r\n=_x");
    }

    @Test
    void writesOnlyHtml() throws Exception {
        MimeMessage read = read(Mime.write(message(content(null, "<p>" + "ä".repeat(3000))), FROM));

        assertThat(read.getContentType()).isEqualTo("text/html; charset=UTF-8");
        assertThat(read.getContent()).isEqualTo("<p>" + "ä".repeat(3000));
    }

    @Test
    void writesAnEmptyTextWithoutTextAndHtml() throws Exception {
        MimeMessage read = read(Mime.write(message(content(null, null)), FROM));

        assertThat(read.getContentType()).startsWith("text/plain");
        assertThat(read.getContent()).isEqualTo("");
    }

    @Test
    void nestsAlternativesInlineFilesAndAttachments() throws Exception {
        MimeMultipart mixed =
                (MimeMultipart) read(Mime.write(message(content("t", "<img src='cid:logo@x'>", PDF, LOGO)), FROM))
                        .getContent();
        MimeMultipart alternative = (MimeMultipart) mixed.getBodyPart(0).getContent();
        MimeMultipart related = (MimeMultipart) alternative.getBodyPart(1).getContent();
        BodyPart pdf = mixed.getBodyPart(1);
        BodyPart logo = related.getBodyPart(1);

        assertThat(mixed.getContentType()).startsWith("multipart/mixed");
        assertThat(alternative.getContentType()).startsWith("multipart/alternative");
        assertThat(alternative.getBodyPart(0).getContent()).isEqualTo("t");
        assertThat(related.getContentType()).startsWith("multipart/related").contains("type=\"text/html\"");
        assertThat(related.getBodyPart(0).getContentType()).startsWith("text/html");
        assertThat(logo.getHeader("Content-ID")).containsExactly("<logo@x>");
        assertThat(logo.getDisposition()).isEqualTo("inline");
        assertThat(pdf.getFileName()).isEqualTo("r\u00e9sum\u00e9 1.pdf");
        assertThat(pdf.getDisposition()).isEqualTo("attachment");
        assertThat(pdf.getInputStream().readAllBytes()).isEqualTo(PDF.content());
    }

    @Test
    void attachesAnInlineFileWithoutHtml() throws Exception {
        MimeMultipart mixed = (MimeMultipart)
                read(Mime.write(message(content("t", null, LOGO)), FROM)).getContent();

        assertThat(mixed.getContentType()).startsWith("multipart/mixed");
        assertThat(mixed.getBodyPart(1).getHeader("Content-ID")).containsExactly("<logo@x>");
    }

    @Test
    void wrapsAnAttachedMessage() throws Exception {
        byte[] eml = bytes("From: a\nBcc: b\n\nbare\rbytes \u00ff");
        Attachment attached = new Attachment("a.eml", "Message/RFC822", eml, null);
        MimeMultipart mixed = (MimeMultipart)
                read(Mime.write(message(content("t", null, attached)), FROM)).getContent();

        assertThat(mixed.getBodyPart(1).getContentType()).isEqualTo("application/octet-stream;\r\n name=\"a.eml\"");
        assertThat(mixed.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(eml);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "ends in a line end\r\n",
                "spaces  \r\nand\ttabs\t\r\n \r\n",
                "a=b =3D =",
                "From me\r\n.\r\n..\r\n--=_x",
                "nul\0 esc\u001B",
                "ä",
                "日本語",
                "😀 and ASCII, ASCII, ASCII",
            })
    void writesTextThatDecodesToTheSame(String text) throws Exception {
        for (String padded : List.of(text, "x".repeat(74) + text, "x".repeat(75) + text, "y ".repeat(600) + text)) {
            MimeMessage read = read(Mime.write(message(content(padded, null)), FROM));

            assertThat(read.getContent()).isEqualTo(padded);
        }
    }

    @Test
    void foldsLongFields() throws Exception {
        String subject = "word ".repeat(60) + "w".repeat(90) + "  two spaces";
        Message message = message(new Content(subject, "t", null, List.of()));
        byte[] wire = Mime.write(message, FROM);

        assertThat(read(wire).getSubject()).isEqualTo(subject);
        assertThat(new String(wire, ISO_8859_1).lines()).allMatch(line -> line.length() <= 91);
    }

    @Test
    void alwaysWritesTheSameBytes() {
        Message message = message(content("t", "h", PDF, LOGO));

        assertThat(Mime.write(message, FROM)).isEqualTo(Mime.write(message, FROM));
    }

    private static Message message(Content content) {
        return new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.parse("2026-02-03T04:05:06Z"),
                new Originator(null, null, List.of(Mailbox.parse("r@r.example"))),
                new Destination(
                        List.of(
                                new Mailbox("Doe, Jane", EmailAddress.parse("jane@a.example")),
                                Mailbox.parse("b@b.example")),
                        List.of(Mailbox.parse("c@c.example")),
                        List.of(Mailbox.parse("hidden@d.example"))),
                content,
                new Extras(Map.of("X-Order", "5", "X-Zone", "Zürich"), List.of(), Map.of()));
    }

    private static Content content(@Nullable String text, @Nullable String html, Attachment... attachments) {
        return new Content("Bestellung № 5 😀", text, html, List.of(attachments));
    }

    private static MimeMessage read(byte[] wire) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(wire));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
