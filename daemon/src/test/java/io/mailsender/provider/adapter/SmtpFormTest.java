package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.original.Arrival;
import io.mailsender.original.OriginalMail;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a message looks like for servers with different extensions. */
class SmtpFormTest {

    private static final Mailbox SENDER = new Mailbox(null, EmailAddress.parse("shop@example.org"));
    private static final Set<String> ALL = Set.of("8BITMIME", "SMTPUTF8", "SIZE");

    private static Message original(String header, String body, String recipient) {
        String mail = "From: shop@example.org\r\n" + header + "\r\n" + body + "\r\n";
        Arrival arrival =
                new Arrival(null, false, List.of(EmailAddress.parse(recipient)), "from a by b", "ESMTP", Instant.EPOCH);
        return OriginalMail.read(
                        mail.getBytes(UTF_8), arrival, new MessageId("0123456789abcdef0123456789abcdef", "example.org"))
                .message();
    }

    private static String form(Message message, Set<String> extensions) {
        SmtpForm form = SmtpForm.of(message, SENDER, extensions);
        return form.obstacle() == null ? form.parameters() : "no";
    }

    @Test
    void asksForWhatTheMailNeeds() {
        Message ascii = original("", "Hi", "ann@example.com");
        Message body = original("", "Gr\u00fc\u00dfe", "ann@example.com");
        Message header = original("Subject: Gr\u00fc\u00dfe\r\n", "Hi", "ann@example.com");
        Message address = original("", "Hi", "j\u00fcrgen@example.com");

        assertThat(List.of(
                        form(ascii, Set.of()), form(body, Set.of()), form(header, Set.of()), form(address, Set.of())))
                .containsExactly("", "", "", "no");
        Set<String> eightBit = Set.of("8BITMIME");
        assertThat(List.of(
                        form(ascii, eightBit), form(body, eightBit), form(header, eightBit), form(address, eightBit)))
                .containsExactly("", " BODY=8BITMIME", " BODY=8BITMIME", "no");
        assertThat(List.of(form(ascii, ALL), form(body, ALL), form(header, ALL), form(address, ALL)))
                .containsExactly("", " BODY=8BITMIME", " BODY=8BITMIME SMTPUTF8", " BODY=8BITMIME SMTPUTF8");
    }

    @Test
    void encodesAnEightBitBodyForAServerWithoutTheExtensionUnlessItIsSigned() {
        assertThat(SmtpForm.of(original("", "Gr\u00fc\u00dfe", "ann@example.com"), SENDER, Set.of())
                        .bytes())
                .asString(UTF_8)
                .contains("Content-Transfer-Encoding: base64");
        assertThat(form(original("DKIM-Signature: v=1\r\n", "Gr\u00fc\u00dfe", "ann@example.com"), Set.of()))
                .isEqualTo("no");
    }

    @Test
    void writesAnInternationalizedAddressOfAMessageInUtf8() {
        Message message = SmtpFixture.message(EmailAddress.parse("j\u00fcrgen@example.com"));

        assertThat(form(message, Set.of("8BITMIME"))).isEqualTo("no");
        assertThat(SmtpForm.of(message, SENDER, ALL).bytes())
                .asString(UTF_8)
                .contains("To: j\u00fcrgen@example.com\r\n");
    }
}
