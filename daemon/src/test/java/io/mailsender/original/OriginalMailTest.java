package io.mailsender.original;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Original;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole mails: the bytes that are sent, and the fields that are read from them. */
class OriginalMailTest {

    private static final MessageId ID = new MessageId("0123456789abcdef0123456789abcdef", "example.org");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");
    private static final String ADDED = """
            Received: from client.example.net by example.org
            \twith ESMTPA id 0123456789abcdef0123456789abcdef;
            \tSun, 1 Mar 2026 10:00:00 +0000
            """.replace("\n", "\r\n");
    private static final String HEADER = """
            From: Shop <shop@example.org>
            To: Ann <ann@example.com>
            Date: Sun, 1 Mar 2026 09:00:00 +0100
            Message-ID: <1@client.example.net>
            Subject: Hi
            """;

    private static Message read(String mail, EmailAddress... recipients) {
        return submit(mail, EmailAddress.parse("bounces@example.org"), recipients)
                .message();
    }

    private static OriginalMail.Submitted submit(
            String mail, @Nullable EmailAddress sender, EmailAddress... recipients) {
        Arrival arrival = new Arrival(
                sender,
                false,
                List.of(recipients),
                "from client.example.net by example.org",
                "ESMTPA",
                Instant.parse("2026-03-01T10:00:00Z"));
        return OriginalMail.read(bytes(mail), arrival, ID);
    }

    /** Characters are octets. */
    private static byte[] bytes(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(ISO_8859_1);
    }

    private static String text(Message message) {
        return new String(original(message).bytes(), ISO_8859_1);
    }

    private static Original original(Message message) {
        return Objects.requireNonNull(message.original());
    }

    @Test
    void onlyAddsAReceivedFieldToACompleteMail() {
        String mail = HEADER
                + "X-Odd:   kept  as it is \nMIME-Version: 1.0\nContent-Type: text/plain;\n\tcharset=iso-8859-1\n"
                + "Content-Transfer-Encoding: 8bit\n\nGr\u00fc\u00dfe\n.\n..\n\ttrailing  \n\n";

        Message message = read(mail, ANN);

        assertThat(text(message)).isEqualTo(ADDED + new String(bytes(mail), ISO_8859_1));
        assertThat(message.id().headerValue()).isEqualTo("<1@client.example.net>");
        assertThat(message.id().value()).isEqualTo(ID.value());
        assertThat(original(message).eightBit()).isTrue();
        assertThat(original(message).eightBitHeader()).isFalse();
        assertThat(message.content().text()).isEqualTo("Gr\u00fc\u00dfe\r\n.\r\n..\r\n\ttrailing  \r\n\r\n");
        assertThat(message.originator().address()).hasToString("shop@example.org");
        assertThat(message.originator().displayName()).isEqualTo("Shop");
        assertThat(message.destination().to()).containsExactly(new Mailbox("Ann", ANN));
        assertThat(message.extras().headers()).containsExactlyEntriesOf(java.util.Map.of("X-Odd", "kept  as it is"));
        assertThat(original(message).obstacle()).isNull();
    }

    @Test
    void addsDateMessageIdAndFromIfTheyAreMissing() {
        Message message = read("Subject: Hi\nDate: \n\nHello\n", ANN);

        assertThat(text(message)).isEqualTo(ADDED + """
                Date: Sun, 1 Mar 2026 10:00:00 +0000
                Message-ID: <0123456789abcdef0123456789abcdef@example.org>
                From: bounces@example.org
                Subject: Hi

                Hello
                """.replace("\n", "\r\n"));
        assertThat(message.destination().bcc()).containsExactly(new Mailbox(null, ANN));
    }

    @Test
    void removesBccAndTheFieldsForTheGateway() {
        OriginalMail.Submitted submitted = submit(
                "Bcc: bob@example.com,\n ann@example.com\n" + HEADER
                        + "bcc: x@example.com\nX-Mail-Sender-Tag: one\nx-mail-sender-tag: =?utf-8?q?zw=C3=B6lf?=\nIdempotency-Key: k\n\nHello\n",
                null,
                ANN,
                BOB);

        assertThat(text(submitted.message())).isEqualTo(ADDED + HEADER.replace("\n", "\r\n") + "\r\nHello\r\n");
        assertThat(submitted.controls().get(ControlField.TAG)).containsExactly("one", "zw\u00f6lf");
        assertThat(submitted.controls().get(ControlField.IDEMPOTENCY_KEY)).containsExactly("k");
        assertThat(submitted.message().destination().bcc()).containsExactly(new Mailbox(null, BOB));
        assertThat(original(submitted.message()).namesOthers()).isFalse();
    }

    /** A parser that loses the end of a field (MIME4J-334) would take these for addresses at example.org and example.com. */
    @Test
    void readsTheWholeAddressBehindLettersThatAreNotAscii() {
        String header = HEADER.replace(
                        "Shop <shop@example.org>", "\u00fc\u00fc\u00fc\u00fc\u00fc <j\u00fcrgen@example.org.test>")
                .replace("Ann <ann@example.com>", "\u6f22\u5b57\u6f22 <ann@example.com.test>");

        Message message = read(new String(header.getBytes(UTF_8), ISO_8859_1) + "\nHello\n", ANN);

        assertThat(message.originator().address()).hasToString("j\u00fcrgen@example.org.test");
        assertThat(message.originator().displayName()).isEqualTo("\u00fc\u00fc\u00fc\u00fc\u00fc");
        assertThat(original(message).namesOthers()).isTrue();
    }

    @Test
    void theEnvelopeIsTheAuthority() {
        Message message = read(HEADER + "Cc: list@example.com\n\nHello\n", BOB);

        assertThat(message.destination().addresses()).containsExactly(BOB);
        assertThat(original(message).namesOthers()).isTrue();
        assertThat(original(message).obstacle()).contains("no recipient");
    }

    @Test
    void aLineThatIsNoFieldEndsTheHeader() {
        Message message = read(HEADER + "this is no field\nHello\n", ANN);

        assertThat(text(message)).isEqualTo(ADDED + HEADER.replace("\n", "\r\n") + "\r\nthis is no field\r\nHello\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"From ann@example.com Sun Mar  1 09:00:00 2026\n", ">From - Sun Mar  1 09:00:00 2026\n"})
    void leavesTheFirstLineOfAnMboxFileOut(String line) {
        String mail = HEADER + "\nFrom here on\n";

        assertThat(text(read(line + mail, ANN))).isEqualTo(ADDED + mail.replace("\n", "\r\n"));
        assertThat(OriginalMail.recipients(bytes(line + mail))).containsExactly(ANN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"102.10200000000105", "<a b@example.org>", "<1@a> <2@b>", "\u00fc"})
    void sendsAnUnusualMessageIdAsItIs(String id) {
        String mail = HEADER.replace("<1@client.example.net>", id) + "\nHello\n";

        Message message = read(mail, ANN);

        assertThat(text(message)).isEqualTo(ADDED + mail.replace("\n", "\r\n"));
        assertThat(message.id().headerValue()).isEqualTo("<0123456789abcdef0123456789abcdef@example.org>");
    }

    @Test
    void sendsTheFieldsThatAProviderAddedBefore() {
        String mail = HEADER + "X-SES-Outgoing: 2026.03.01-192.0.2.1\nX-MC-User: 1\n\nHello\n";

        Message message = read(mail, ANN);

        assertThat(text(message)).isEqualTo(ADDED + mail.replace("\n", "\r\n"));
        assertThat(original(message).obstacle()).isNull();
        assertThat(message.extras().headers()).isEmpty();
    }

    /** mime4j's parser for text loses as many octets at the end as there are beyond the number of characters. */
    @Test
    void readsAddressesBehindCharactersThatAreNotAscii() {
        String to = new String(
                "To: Gr\u00fc\u00df\u00e4 <ann@example.com>, \u4f60\u597d <bob@example.com>\n".getBytes(UTF_8),
                ISO_8859_1);

        assertThat(OriginalMail.recipients(bytes(to + "\nHello\n"))).containsExactly(ANN, BOB);
        assertThat(OriginalMail.recipients(bytes("To: \u00e4\u00f6\u00fc <bob@example.com>\n\nHello\n")))
                .containsExactly(BOB);
    }

    @Test
    void aMailMayHaveNoBodyAndNoEmptyLine() {
        assertThat(text(read(HEADER, ANN))).isEqualTo(ADDED + HEADER.replace("\n", "\r\n") + "\r\n");
        assertThat(text(read(HEADER.strip(), ANN))).isEqualTo(ADDED + HEADER.replace("\n", "\r\n") + "\r\n");
        assertThat(text(read(HEADER + "Bcc: bob@example.com", ANN)))
                .isEqualTo(ADDED + HEADER.replace("\n", "\r\n") + "\r\n");
        assertThat(read(HEADER + "\n", ANN).content().text()).isEqualTo("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: eve@example.org\n",
                "Subject: two\n",
                "Message-ID: <2@example.org>\n",
                "Content-Type: text/html\nContent-Type: text/plain\n",
                "X-SES-CONFIGURATION-SET: theirs\n",
                "X-Mailgun-Variables: {}\n",
                "X-MSYS-API: {}\n",
                "X-Mail-Sender-Colour: red\n",
                "X-A: \0\n",
            })
    void refusesWhatWouldBeReadInTwoWaysOrControlsAProvider(String field) {
        assertThatThrownBy(() -> read(HEADER + field + "\nHello\n", ANN)).isInstanceOf(MailRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "From: \n", "From: root\n", "From: a@example.org, b@example.org\n", "From: <>\n"})
    void refusesAMailWithoutOneSender(String from) {
        assertThatThrownBy(() -> submit(from + "To: ann@example.com\n\nHello\n", null, ANN))
                .isInstanceOf(MailRefusedException.class)
                .hasMessageContaining("From");
    }

    @Test
    void takesAnAddressThatIsItsOwnName() {
        String from = "From: Shop@example.org <shop@example.org>\n";

        Message message =
                read(from + "To: ann@example.com <ann@example.com>, Bob <bob@example.com>\n\nHello\n", ANN, BOB);

        assertThat(text(message)).contains("\r\n" + from.replace("\n", "\r\n"));
        assertThat(message.originator().address()).hasToString("Shop@example.org");
        assertThat(message.destination().addresses()).containsExactly(ANN, BOB);
        assertThat(original(message).obstacle()).isNull();
        assertThatThrownBy(() -> read("From: eve@example.net <shop@example.org>\n\nHello\n", ANN))
                .isInstanceOf(MailRefusedException.class);
    }

    @Test
    void refusesALoop() {
        String mail = "Received: from a by b; Sun, 1 Mar 2026 09:00:00 +0100\n".repeat(51) + HEADER + "\nHello\n";

        assertThatThrownBy(() -> read(mail, ANN))
                .isInstanceOfSatisfying(
                        MailRefusedException.class,
                        e -> assertThat(e.statusCode()).isEqualTo("5.4.6"));
    }

    @Test
    void readsTextHtmlAndFiles() {
        Message message = read(HEADER + """
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="a b"

                preamble
                --a b
                Content-Type: multipart/related; boundary=c; type="multipart/alternative"

                --c
                Content-Type: multipart/alternative; boundary=d

                --d
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Gr=C3=BC=C3=9Fe
                --d
                Content-Type: text/html; charset=utf-8

                <img src="cid:logo@x">
                --d--
                --c
                Content-Type: image/png; name="logo.png"
                Content-ID: <logo@x>
                Content-Disposition: inline; filename="logo.png"
                Content-Transfer-Encoding: base64

                AQID
                --c--
                --a b
                Content-Type: application/pdf; name="=?utf-8?B?w7xiZXIucGRm?="
                Content-Transfer-Encoding: base64

                BAUG
                --a b
                Content-Type: text/csv
                Content-Disposition: attachment; filename*0*=utf-8''na%C3%AF; filename*1=ve.csv

                1;2
                --a b--
                epilogue
                """, ANN);

        assertThat(original(message).obstacle()).isNull();
        assertThat(message.content().text()).isEqualTo("Gr\u00fc\u00dfe");
        assertThat(message.content().html()).isEqualTo("<img src=\"cid:logo@x\">");
        assertThat(message.content().attachments())
                .extracting(file -> file.filename() + " " + file.contentType() + " " + file.contentId() + " "
                        + file.content().length)
                .containsExactly(
                        "logo.png image/png logo@x 3",
                        "\u00fcber.pdf application/pdf null 3",
                        "na\u00efve.csv text/csv null 3");
    }

    static Stream<String> inexpressible() {
        return Stream.of(
                "Content-Type: multipart/signed; boundary=b; protocol=x\n\n--b\n\nHi\n--b--\n",
                "Content-Type: multipart/report; boundary=b\n\n--b\n\nHi\n--b--\n",
                "Content-Type: application/pkcs7-mime\n\nHi\n",
                "Content-Type: text/calendar; method=REQUEST\n\nHi\n",
                "Content-Type: message/rfc822\n\nSubject: x\n\nHi\n",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n",
                "Content-Type: text/plain; charset=x-unknown\n\nHi\n",
                "DKIM-Signature: v=1; a=rsa-sha256\n\nHi\n",
                "Sender: other@example.org\n\nHi\n",
                "X-Two: 1\nX-Two: 2\n\nHi\n",
                "Reply-To: group: ann@example.com;\n\nHi\n");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("inexpressible")
    void saysWhyFieldsCannotExpressIt(String rest) {
        Message message = read(HEADER + rest, ANN);

        assertThat(original(message).obstacle()).isNotBlank().doesNotContain("\n");
        assertThat(text(message)).startsWith(ADDED).endsWith(rest.replace("\n", "\r\n"));
    }

    @Test
    void deepOrManyPartsAreAnObstacleAndNothingWorse() {
        StringBuilder deep = new StringBuilder(HEADER);
        for (int i = 0; i < 3000; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        String many = HEADER + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n".repeat(100_000) + "--b--\n";

        for (String mail : List.of(deep.toString(), many)) {
            Message message = read(mail, ANN);
            assertThat(original(message).obstacle()).isNotNull();
            assertThat(text(message)).endsWith(mail.replace("\n", "\r\n"));
        }
    }

    @Test
    void encodesLongLinesUnlessTheMailIsSigned() {
        String body = "\n" + "word ".repeat(400) + "\n";

        Message message = read(HEADER + body, ANN);

        assertThat(text(message).lines()).allMatch(line -> line.length() <= 998);
        assertThat(message.content().text()).isEqualTo("word ".repeat(400) + "\r\n");
        assertThatThrownBy(() -> read(HEADER + "DKIM-Signature: v=1\n" + body, ANN))
                .isInstanceOf(MailRefusedException.class);
        assertThatThrownBy(() -> read(HEADER + "X-Long: " + "x".repeat(1200) + "\n\nHi\n", ANN))
                .isInstanceOf(MailRefusedException.class);
    }

    @Test
    void foldsLongLinesOfAHeaderUnlessThatBreaksASignature() {
        String others = ", \"A, B\" <ann.b@example.com>".repeat(100);
        String mail = HEADER.replace("<ann@example.com>", "<ann@example.com>" + others) + "\nHello\n";

        String sent = text(read(mail, ANN));

        assertThat(sent.lines()).allMatch(line -> line.length() <= 998);
        assertThat(sent.replaceAll("\r\n(?= )", "")).isEqualTo(ADDED + mail.replace("\n", "\r\n"));
        assertThat(text(read("DKIM-Signature: v=1; c = relaxed/simple; d=x\n" + mail, ANN))
                        .lines())
                .allMatch(line -> line.length() <= 998);
        for (String signature : List.of("v=1", "v=1; c=simple/relaxed", "v=1; bc=relaxed")) {
            assertThatThrownBy(() -> read("DKIM-Signature: " + signature + "\n" + mail, ANN))
                    .isInstanceOf(MailRefusedException.class);
        }
    }

    /** White space before the colon is obsolete, but lawful; a line end there would end the header. */
    @Test
    void foldsBehindTheColon() {
        String sent = text(read(HEADER + "X-Old" + " ".repeat(500) + ":" + " word".repeat(200) + "\n\nHi\n", ANN));

        assertThat(sent).contains(" : word").doesNotContain("\r\n :").contains("\r\n word");
        assertThatThrownBy(() -> read(HEADER + "X-Old" + " ".repeat(1200) + ": word\n\nHi\n", ANN))
                .isInstanceOf(MailRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {997, 998, 999, 1000, 1996, 1997, 1998})
    void foldsBeforeEachKindOfRemainder(int length) {
        for (String value : List.of("x ".repeat(length).substring(0, length), "x" + " ".repeat(length - 1))) {
            String field = "X: " + value + "\n";
            try {
                String sent = text(read(HEADER + field + "\nHello\n", ANN));
                assertThat(sent.lines())
                        .allMatch(line -> line.length() <= 998)
                        .filteredOn(String::isBlank)
                        .containsExactly("");
                assertThat(sent.replaceAll("\r\n(?= )", "")).contains(field.replace("\n", "\r\n"));
            } catch (MailRefusedException e) {
                assertThat(value.strip()).isEqualTo("x");
            }
        }
    }
}
