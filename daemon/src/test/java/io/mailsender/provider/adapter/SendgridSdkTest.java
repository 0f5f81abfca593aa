package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sendgrid.Method;
import com.sendgrid.Request;
import com.sendgrid.SendGrid;
import com.sendgrid.helpers.mail.Mail;
import com.sendgrid.helpers.mail.objects.Attachments;
import com.sendgrid.helpers.mail.objects.Content;
import com.sendgrid.helpers.mail.objects.Email;
import com.sendgrid.helpers.mail.objects.Personalization;
import io.mailsender.message.Attachment;
import io.mailsender.message.Message;
import io.mailsender.message.Originator;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * SendGrid's own client ({@code com.sendgrid:sendgrid-java}) and the adapter send the same mail to the same server: the bodies are
 * equal. The client has no several Reply-To ({@code reply_to_list}), so the mail has one.
 */
class SendgridSdkTest {

    private static final Attachment LOGO =
            new Attachment("logo.png", "image/png", new byte[] {1, 2, 3, 13, 10, 0}, "logo@shop.example");
    private static final Attachment FILE =
            new Attachment("Zürich \"1\".pdf", "application/pdf", new byte[] {9, 8}, null);

    @Test
    void sendsWhatSendGridsClientSends() throws Exception {
        try (FaultyHttpServer server = FaultyHttpServer.start().always(Behaviours.status(202, "X-Message-Id: 1"));
                ApplicationContext beans = ApplicationContext.run()) {
            sendByClient(server);
            Message message = mail();
            SendgridTest.sendgrid(server.uri(), beans, false)
                    .send(message, message.envelope(), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();
            FaultyHttpServer.Request theirs = server.posts().get(0);
            FaultyHttpServer.Request ours = server.posts().get(1);
            assertThat(ours.path()).isEqualTo(theirs.path());
            assertThat(ours.header("Authorization")).isEqualTo(theirs.header("Authorization"));
            assertThat(ours.header("Accept")).isEqualTo(theirs.header("Accept"));
            assertThat(ours.header("Content-Type")).isEqualTo(theirs.header("Content-Type"));
            Map<String, Object> body = new Yaml().load(ours.text());
            Map<String, Object> expected = new Yaml().load(theirs.text());
            assertThat(body).isEqualTo(expected);
        }
    }

    private static Message mail() {
        Message rich = SendgridTest.rich(List.of(LOGO, FILE));
        return new Message(
                rich.id(),
                rich.date(),
                new Originator(
                        rich.originator().displayName(),
                        null,
                        rich.originator().replyTo().subList(1, 2)),
                rich.destination(),
                rich.content(),
                rich.extras());
    }

    private static void sendByClient(FaultyHttpServer server) throws IOException {
        Mail mail = new Mail();
        mail.setFrom(new Email("shop@example.com", "Müllers Laden"));
        mail.setReplyTo(new Email("ann@example.org", "Doe, Ann"));
        mail.setSubject("Ihre Bestellung über 5 €");
        Personalization recipients = new Personalization();
        recipients.addTo(new Email("ann@example.org", "Doe, Ann"));
        recipients.addTo(new Email("bob@example.org"));
        recipients.addCc(new Email("cy@example.org"));
        recipients.addBcc(new Email("dee@example.org"));
        recipients.addCustomArg("order", "7 €");
        recipients.addCustomArg("mail-sender-id", "0123456789abcdef0123456789abcdef");
        mail.addPersonalization(recipients);
        mail.addContent(new Content("text/plain", "Danke."));
        mail.addContent(new Content("text/html", "<p>Danke.</p>"));
        mail.addHeader("X-Order", "=?UTF-8?B?TsK6IDc=?=");
        mail.addHeader("Message-ID", "<0123456789abcdef0123456789abcdef@example.org>");
        mail.addCategory("order");
        mail.addCategory("new customer");
        for (Attachment file : List.of(LOGO, FILE)) {
            Attachments attachment = new Attachments();
            attachment.setContent(Base64.getEncoder().encodeToString(file.content()));
            attachment.setType(file.contentType());
            attachment.setFilename(file.filename());
            attachment.setDisposition(file.inline() ? "inline" : "attachment");
            attachment.setContentId(file.contentId());
            mail.addAttachments(attachment);
        }
        // With "test" it uses HTTP without TLS.
        SendGrid client = new SendGrid("SG.secret", true);
        client.setHost(server.uri().getAuthority());
        Request request = new Request();
        request.setMethod(Method.POST);
        request.setEndpoint("mail/send");
        request.setBody(mail.build());
        assertThat(client.api(request).getStatusCode()).isEqualTo(202);
    }
}
