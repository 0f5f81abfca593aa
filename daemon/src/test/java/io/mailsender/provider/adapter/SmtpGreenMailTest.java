package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.SmtpFixture.send;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.ServerSetup;
import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import jakarta.mail.BodyPart;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sends to GreenMail, an independent SMTP server. */
class SmtpGreenMailTest {

    private static final byte[] PDF = {'%', 'P', 'D', 'F', 0, 13, 10, 46, 13, 10, (byte) 0xff};

    @RegisterExtension
    static final GreenMailExtension GREENMAIL = new GreenMailExtension(
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP))
            .withConfiguration(GreenMailConfiguration.aConfig().withUser("sender@example.org", "sender", "s3cret"));

    @Test
    void deliversTextHtmlAndAttachmentIntact() throws Exception {
        try (Smtp smtp = smtp("s3cret")) {
            Outcome outcome = send(smtp, message());
            assertThat(outcome).isInstanceOf(Sent.class);
            assertThat(outcome.reply().statusCode()).isEqualTo(250);
        }

        MimeMessage received = receivedBy("ada@example.com");
        assertThat(received.getSubject()).isEqualTo("Prüfung – 你好");
        assertThat(received.getFrom())
                .containsExactly(new InternetAddress("sender@example.org", "Jürgen, the Sender", "UTF-8"));
        assertThat(received.getRecipients(RecipientType.TO))
                .containsExactly(new InternetAddress("ada@example.com", "Ada Łovelace", "UTF-8"));
        assertThat(received.getMessageID()).isEqualTo("<0123456789abcdef0123456789abcdef@example.org>");
        List<Object> contents = new ArrayList<>();
        collect(received, contents);
        assertThat(contents).hasSize(3);
        assertThat(contents.get(0)).isEqualTo("Grüße\r\n.\r\n.");
        assertThat(contents.get(1)).isEqualTo("<p>Grüße</p>");
        assertThat(contents.get(2)).isEqualTo(PDF);
    }

    @Test
    void deliversToBccWithoutNamingItInTheHeader() throws Exception {
        try (Smtp smtp = smtp("s3cret")) {
            send(smtp, message());
        }
        MimeMessage received = receivedBy("secret@example.com");
        assertThat(received.getRecipients(RecipientType.BCC)).isNull();
        assertThat(received.getAllHeaderLines().asIterator())
                .toIterable()
                .noneMatch(line -> line.startsWith("To: ") && line.contains("secret@example.com"))
                .noneMatch(line -> line.startsWith("Bcc"));
    }

    @Test
    void isAnAccountMatterIfThePasswordIsWrong() throws Exception {
        try (Smtp smtp = smtp("wrong")) {
            assertThat(send(smtp, message())).isInstanceOfSatisfying(Unavailable.class, it -> {
                assertThat(it.cause()).isEqualTo(Cause.ACCOUNT);
                assertThat(it.reply().statusCode()).isEqualTo(535);
            });
        }
        assertThat(GREENMAIL.getReceivedMessages()).isEmpty();
    }

    private static Smtp smtp(String password) {
        return new Smtp(settings(GREENMAIL.getSmtp().getPort(), Smtp.Tls.NONE, "sender", password));
    }

    private static Message message() {
        return new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.parse("2026-03-01T10:00:00Z"),
                new Originator("Jürgen, the Sender", null, List.of()),
                new Destination(
                        List.of(Mailbox.parse("Ada Łovelace <ada@example.com>")),
                        List.of(),
                        List.of(Mailbox.parse("secret@example.com"))),
                new Content(
                        "Prüfung – 你好",
                        "Grüße\r\n.\r\n.",
                        "<p>Grüße</p>",
                        List.of(new Attachment("a.pdf", "application/pdf", PDF, null))),
                Extras.NONE);
    }

    private static MimeMessage receivedBy(String address) throws Exception {
        GreenMailUser user = GREENMAIL.getUserManager().getUserByEmail(address);
        List<StoredMessage> inbox =
                GREENMAIL.getManagers().getImapHostManager().getInbox(user).getMessages();
        assertThat(inbox).hasSize(1);
        return inbox.get(0).getMimeMessage();
    }

    private static void collect(Part part, List<Object> into) throws Exception {
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart child = multipart.getBodyPart(i);
                collect(child, into);
            }
        } else if (part.getContent() instanceof String text) {
            into.add(text);
        } else {
            into.add(part.getInputStream().readAllBytes());
        }
    }
}
