package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sparkpost.Client;
import com.sparkpost.model.AddressAttributes;
import com.sparkpost.model.AttachmentAttributes;
import com.sparkpost.model.FileAttributes;
import com.sparkpost.model.InlineImageAttributes;
import com.sparkpost.model.OptionsAttributes;
import com.sparkpost.model.RecipientAttributes;
import com.sparkpost.model.TemplateContentAttributes;
import com.sparkpost.model.TransmissionWithRecipientArray;
import com.sparkpost.resources.ResourceTransmissions;
import com.sparkpost.transport.RestConnection;
import io.mailsender.message.Attachment;
import io.mailsender.message.Message;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.mailsender.testing.JsonDifference;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What SparkPost's own Java library and the adapter send for the same mail, and why they differ. */
class SparkpostSdkTest extends ProviderFixture {

    private static final Attachment LOGO = new Attachment("logo", "image/png", new byte[300], "logo");
    private static final Attachment FILE = new Attachment("Zürich.pdf", "application/pdf", new byte[] {9, 8}, null);

    @BeforeEach
    void answerAsIfAllIsWell() {
        server.always(Behaviours.json(
                200, "{\"results\":{\"total_rejected_recipients\":0,\"total_accepted_recipients\":4,\"id\":\"1\"}}"));
    }

    @Test
    void sendsTheSameMail() throws Exception {
        Message message = SparkpostTest.rich(List.of(LOGO, FILE));
        Request theirs = theirs(message);
        Request ours = ours(message);
        assertThat(JsonDifference.of(theirs.body(), ours.body()))
                .isEqualTo(Map.of(
                        // SparkPost's defaults, which the library writes out. Without them, the account's settings
                        // count.
                        "/options/click_tracking", "true / -",
                        "/options/sandbox", "false / -",
                        // The library does not know the option; without it, SparkPost runs the caller's text as a
                        // template.
                        "/options/perform_substitutions", "- / false"));
        assertThat(ours.method()).isEqualTo(theirs.method());
        // Theirs asks for at most three errors of recipients; all are needed to know who was refused.
        assertThat(theirs.path()).startsWith("/api/v1/transmissions");
        assertThat(ours.path()).isEqualTo("/api/v1/transmissions");
        assertThat(ours.header("authorization")).isEqualTo(theirs.header("authorization"));
        assertThat(ours.header("content-type")).isEqualTo(theirs.header("content-type"));
        // The library is older than the header, and repeats a POST on a broken connection without it.
        assertThat(theirs.header("idempotency-key")).isNull();
        assertThat(ours.header("idempotency-key")).isNotNull();
    }

    private Request theirs(Message message) throws Exception {
        TemplateContentAttributes content = new TemplateContentAttributes();
        content.setFrom(new AddressAttributes("shop@example.com", "Müllers Laden", null));
        content.setReplyTo("help@example.com, \"Ö. Doe\" <ann@example.org>");
        content.setSubject("Ihre Bestellung über 5 €");
        content.setText("Danke, {{name}}.");
        content.setHtml("<p>{{#if x}}</p><img src=\"cid:logo\">");
        content.setHeaders(Map.of(
                "CC",
                "Cy <cy@example.org>",
                "X-Order",
                "Nº 7",
                "Message-ID",
                message.id().headerValue()));
        content.setInlineImages(List.of(file(new InlineImageAttributes(), LOGO)));
        content.setAttachments(List.of(file(new AttachmentAttributes(), FILE)));
        TransmissionWithRecipientArray mail = new TransmissionWithRecipientArray();
        OptionsAttributes options = new OptionsAttributes();
        options.setTransactional(true);
        mail.setOptions(options);
        mail.setContentAttributes(content);
        mail.setMetadata(Map.of("mail-sender-id", message.id().value(), "order.id", "7 €"));
        mail.setRecipientArray(Stream.of("ann@example.org", "bob@example.org", "cy@example.org", "dee@example.org")
                .map(SparkpostSdkTest::recipient)
                .toList());
        ResourceTransmissions.create(
                new RestConnection(new Client("secret-key"), server.uri() + "/api/v1"), null, mail);
        return last();
    }

    private static RecipientAttributes recipient(String address) {
        RecipientAttributes recipient = new RecipientAttributes();
        recipient.setAddress(new AddressAttributes(address, null, "\"Doe, Ann\" <ann@example.org>, bob@example.org"));
        recipient.setTags(List.of("order", "new customer"));
        return recipient;
    }

    private static <T extends FileAttributes> T file(T to, Attachment from) {
        to.setName(from.filename());
        to.setType(from.contentType());
        to.setData(Base64.getEncoder().encodeToString(from.content()));
        return to;
    }

    private Request ours(Message message) {
        SparkpostTest.sparkpost(server.uri(), beans(), List.of())
                .send(message, message.envelope(), Duration.ofSeconds(20))
                .toCompletableFuture()
                .join();
        return last();
    }

    private Request last() {
        List<Request> posts = server.posts();
        return posts.get(posts.size() - 1);
    }
}
