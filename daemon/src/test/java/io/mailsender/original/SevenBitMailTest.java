package io.mailsender.original;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** A mail for servers that take only ASCII. */
class SevenBitMailTest {

    private static String encoded(String mail) {
        return SevenBitMail.encode(mail.replace("\n", "\r\n").getBytes(ISO_8859_1))
                .map(bytes -> new String(bytes, ISO_8859_1).replace("\r\n", "\n"))
                .orElse("impossible");
    }

    @Test
    void encodesTheBodyAndKeepsTheOtherFields() {
        assertThat(encoded("Subject:  x\nContent-Transfer-Encoding: 8bit\nContent-Type: text/plain\n\n\u00fc\n"))
                .isEqualTo("Subject:  x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n/A0K");
    }

    @Test
    void encodesOnlyThePartsThatNeedIt() {
        String mail = """
                Content-Type: multipart/mixed; boundary="b:1"

                preamble
                --b:1
                Content-Type: text/plain

                ascii
                --b:1
                Content-Type: multipart/alternative; boundary=in

                --in
                Content-Transfer-Encoding: 8bit

                \u00fc
                --in--
                --b:1
                Content-Type: message/rfc822

                Subject: inner
                Content-Transfer-Encoding: 8bit

                \u00e4
                --b:1--
                epilogue
                """;

        assertThat(encoded(mail))
                .isEqualTo(mail.replace(
                                "Content-Transfer-Encoding: 8bit\n\n\u00fc",
                                "Content-Transfer-Encoding: base64\n\n/A==")
                        .replace(
                                "Content-Transfer-Encoding: 8bit\n\n\u00e4",
                                "Content-Transfer-Encoding: base64\n\n5A=="));
    }

    @Test
    void keepsAsciiAsItIs() {
        String mail = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n";
        assertThat(encoded(mail)).isEqualTo(mail);
    }

    @Test
    void cannotEncodeIdsAndUrisOrAMultipartWithoutBoundary() {
        assertThat(encoded("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-ID: <\u00fc>\n\n\u00fc\n--b--\n"))
                .isEqualTo("impossible");
        assertThat(encoded("List-Unsubscribe: <https://example.org/\u00fc>\n\nx\n"))
                .isEqualTo("impossible");
        assertThat(encoded("Content-Type: text/plain; name=\"" + "\u00fc".repeat(400) + "\"\n\nx\n"))
                .as("a parameter cannot be folded")
                .isEqualTo("impossible");
        assertThat(encoded("Content-Type: multipart/mixed\n\n--b\n\n\u00fc\n--b--\n"))
                .isEqualTo("impossible");
    }

    /** Scripts write UTF-8, or an older character set, into header fields. */
    @Test
    void encodesHeaderFields() throws Exception {
        String utf8 = """
                From: "M\u00fcller, Jan" <jan@example.org>, Bob <bob@example.org>
                subject: Hallo =?utf-8?q?W=C3=B6?= Gr\u00fc\u00dfe
                X-Kept: ascii
                  folded
                Content-Type: multipart/mixed; boundary="b"

                --b
                Content-Type: application/pdf; name="Gr\u00f6\u00dfe \\"A\\".pdf"; x=1
                Content-Disposition: attachment; filename=Gr\u00f6\u00dfe.pdf
                Content-Transfer-Encoding: base64

                AAAA
                --b--
                """;
        byte[] mail = utf8.replace("\n", "\r\n").getBytes(UTF_8);

        String ascii = new String(SevenBitMail.encode(mail).orElseThrow(), UTF_8).replace("\r\n", "\n");

        assertThat(ascii).matches("\\p{ASCII}*").contains("X-Kept: ascii\n  folded\n", "\nAAAA\n--b--\n");
        MimeMessage read = new MimeMessage(null, new ByteArrayInputStream(ascii.getBytes(UTF_8)));
        assertThat(read.getSubject()).isEqualTo("Hallo W\u00f6 Gr\u00fc\u00dfe");
        assertThat(((InternetAddress) read.getFrom()[0]).getPersonal()).isEqualTo("M\u00fcller, Jan");
        assertThat(read.getFrom()[1]).hasToString("Bob <bob@example.org>");
        assertThat(ascii)
                .contains(
                        "name*=UTF-8''Gr%C3%B6%C3%9Fe%20%22A%22%2Epdf;\n x=1",
                        "Content-Disposition: attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%2Epdf\n");
        assertThat(encoded("Subject: Gr\u00fc\u00dfe\n\nx\n")).isEqualTo("Subject: =?UTF-8?B?R3LDvMOfZQ==?=\n\nx\n");
    }

    /** Scripts write a file as one line; a part that is encoded already must not be encoded a second time. */
    @Test
    void givesPartsThatAreEncodedAlreadyShorterLines() {
        String base64 = Base64.getEncoder().encodeToString(new byte[3000]);
        String head = "Content-Transfer-Encoding: Base64\n\n";
        String quoted = "Content-Transfer-Encoding: quoted-printable\n\nshort =3D line  \n" + "=C3=BC x".repeat(200)
                + "\u00fc\nend=\n";

        String wrapped = encoded(head + "AAAA\n" + base64 + "\n");
        String soft = encoded(quoted);

        assertThat(wrapped).startsWith(head + "AAAA\nAAAA");
        assertThat(wrapped.replace("\n", "")).isEqualTo((head + "AAAA\n" + base64).replace("\n", ""));
        assertThat(wrapped.lines()).allMatch(line -> line.length() <= 76);
        assertThat(soft.replace("=\n", ""))
                .isEqualTo(quoted.replace("\u00fc", "=FC").replace("=\n", ""));
        assertThat(soft.lines()).allMatch(line -> line.length() <= 76);
        assertThat(encoded("Content-Transfer-Encoding: x-uuencode\n\n\u00fc\n")).isEqualTo("impossible");
    }
}
