package io.mailsender.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line with an encoded word has at most 76 characters (RFC 2047, section 2), and decodes to the original text. */
class EncodedLinesTest {

    @ParameterizedTest
    @ValueSource(strings = {"ü", "aü", "№ ", "日本", "😀", "ab 😀c", "می‌خواهم ", "क्‍ष", "👩‍👩‍👧", "=?x?= "})
    void keepsToTheLimit(String unit) throws Exception {
        for (int n = 1; n <= 60; n++) {
            String text = (unit.repeat(n) + "ä").strip();
            String name =
                    text.substring(0, text.offsetByCodePoints(0, Math.min(50, text.codePointCount(0, text.length()))));
            String visible = VisibleText.of(name).strip();
            byte[] wire =
                    Mime.write(message(text, visible), new Mailbox(visible, EmailAddress.parse("shop@sender.example")));

            for (String line : new String(wire, US_ASCII).split("\r\n")) {
                assertThat(line.length()).as(line).isLessThanOrEqualTo(line.contains("=?UTF-8?") ? 76 : 998);
            }
            MimeMessage read = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(wire));
            assertThat(read.getSubject()).isEqualTo(text);
            assertThat(((InternetAddress) read.getFrom()[0]).getPersonal()).isEqualTo(visible);
            assertThat(((InternetAddress) read.getRecipients(jakarta.mail.Message.RecipientType.TO)[1]).getPersonal())
                    .isEqualTo(visible);
            assertThat(MimeUtility.decodeText(MimeUtility.unfold(read.getHeader(LONG, null))))
                    .isEqualTo(text);
            assertThat(((MimeMultipart) read.getContent()).getBodyPart(1).getFileName())
                    .isEqualTo(new Attachment(visible + ".pdf", "a/b", new byte[0], null).filename());
        }
    }

    /** For Outlook before 2010, and for Python and Angus, which follow RFC 2231. */
    @Test
    void namesAFileForOldReadersToo() throws Exception {
        String wire = new String(Mime.write(message("s", "n"), Mailbox.parse("shop@sender.example")), US_ASCII);
        assertThat(wire).contains("Content-Type: a/b;\r\n name=\"n.pdf\"", "filename=\"n.pdf\"");

        String encoded =
                new String(Mime.write(message("s", "می‌خواهم"), Mailbox.parse("shop@sender.example")), US_ASCII);
        String word = encoded.substring(
                encoded.indexOf(" name=\"") + 7,
                encoded.indexOf("\"\r\nContent-Transfer", encoded.indexOf(" name=\"")));
        assertThat(MimeUtility.decodeText(MimeUtility.unfold(word))).isEqualTo("می‌خواهم.pdf");
        assertThat(encoded).contains("filename*=UTF-8''%D9%85%DB%8C%E2%80%8C%D8%AE");
    }

    @Test
    void keepsANameInTheContentType() {
        Attachment file = new Attachment("ü.txt", "text/plain; NAME=\"u.txt\"", "x".getBytes(UTF_8), null);
        Message message = message("s", "n");
        String wire = new String(
                Mime.write(
                        new Message(
                                message.id(),
                                message.date(),
                                message.originator(),
                                message.destination(),
                                new Content("s", "t", null, List.of(file)),
                                message.extras()),
                        Mailbox.parse("a@b.example")),
                US_ASCII);
        assertThat(wire).contains("NAME=\"u.txt\"").doesNotContain(" name=");
    }

    private static final String LONG = "X-A-Very-Long-Name-Of-A-Field-That-Leaves-Little-Room-For-Anything-At-All-Zz";

    private static Message message(String text, String name) {
        return new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.EPOCH,
                new Originator(null, null, List.of(new Mailbox(name, EmailAddress.parse("r@r.example")))),
                new Destination(
                        List.of(
                                Mailbox.parse("first@a.example"),
                                new Mailbox(name, EmailAddress.parse("jane@" + "a".repeat(60) + ".example"))),
                        List.of(),
                        List.of()),
                new Content(text, "t", null, List.of(new Attachment(name + ".pdf", "a/b", new byte[0], null))),
                new Extras(Map.of(LONG, text), List.of(), Map.of()));
    }
}
