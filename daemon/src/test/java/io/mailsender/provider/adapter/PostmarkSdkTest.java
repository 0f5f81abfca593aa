package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.postmarkapp.postmark.client.ApiClient;
import com.postmarkapp.postmark.client.data.model.message.Message;
import io.mailsender.message.Attachment;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * Postmark's own client ({@code com.postmarkapp:postmark}) and the adapter send the same mail to the same server. Differences:
 *
 * <ul>
 *   <li>The client posts to {@code /email/}; the documentation says {@code /email}.
 *   <li>The client sends a null for what is not set; the adapter leaves it out.
 *   <li>The client sends the header fields in the order in which they were set; the adapter sorts them.
 *   <li>The client writes {@code ContentId}; the documentation and Postmark's client for Node.js say {@code ContentID}.
 *   <li>The client can put a name and an address together: {@code "Name"<a@b>}, without a space and without escaping the name. A list of
 *       recipients it puts into quotation marks one by one, names and all. So the test hands it whole fields.
 * </ul>
 */
class PostmarkSdkTest {

    private static final String ACCEPTED =
            "{\"To\":\"ann@example.org\",\"SubmittedAt\":\"2026-01-07T10:00:00Z\",\"MessageID\":\"1\",\"ErrorCode\":0,\"Message\":\"OK\"}";
    private static final Attachment LOGO =
            new Attachment("logo.png", "image/png", new byte[] {1, 2, 3, 13, 10, 0}, "logo@shop.example");
    private static final Attachment FILE =
            new Attachment("Zürich \"1\".pdf", "application/pdf", new byte[] {9, 8}, null);

    @Test
    void sendsWhatPostmarksClientSends() throws Exception {
        try (FaultyHttpServer server = FaultyHttpServer.start().always(Behaviours.json(200, ACCEPTED));
                ApplicationContext beans = ApplicationContext.run()) {
            sendByClient(server);
            var message = PostmarkTest.rich(List.of(LOGO, FILE));
            new Postmark(
                            new Postmark.Settings(
                                    "main",
                                    "server-secret",
                                    null,
                                    "outbound",
                                    null,
                                    "shop@example.com",
                                    null,
                                    server.uri()),
                            beans.getBean(ProviderHttp.class))
                    .send(message, message.envelope(), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();
            FaultyHttpServer.Request theirs = server.posts().get(0);
            FaultyHttpServer.Request ours = server.posts().get(1);
            assertThat(ours.path()).isEqualTo("/email");
            assertThat(theirs.path()).isEqualTo("/email/");
            assertThat(ours.header("X-Postmark-Server-Token")).isEqualTo(theirs.header("X-Postmark-Server-Token"));
            assertThat(ours.header("Accept")).isEqualTo(theirs.header("Accept"));
            assertThat(ours.header("Content-Type")).isEqualTo("application/json");
            assertThat(theirs.header("Content-Type")).startsWith("application/json");
            assertThat(fields(ours)).isEqualTo(fields(theirs));
        }
    }

    /** The body without nulls, and with the header fields as a set. */
    private static Map<String, Object> fields(FaultyHttpServer.Request request) {
        Map<String, Object> body = new LinkedHashMap<>(
                new Yaml().<Map<String, Object>>load(request.text().replace("\"ContentId\"", "\"ContentID\"")));
        body.values().removeIf(value -> value == null);
        Set<Object> headers = new HashSet<>((List<?>) body.get("Headers"));
        body.put("Headers", headers);
        return body;
    }

    private static void sendByClient(FaultyHttpServer server) throws Exception {
        Message mail = new Message();
        mail.setFrom("\"Müllers Laden\" <shop@example.com>");
        mail.setTo("\"Doe, Ann\" <ann@example.org>, bob@example.org");
        mail.setCc("\"C \\\"y\\\" \\\\\" <cy@example.org>");
        mail.setBcc("dee@example.org");
        mail.setReplyTo("help@example.com, \"Doe, Ann\" <ann@example.org>");
        mail.setSubject("Ihre Bestellung über 5 €");
        mail.setTextBody("Danke.");
        mail.setHtmlBody("<p>Danke.</p>");
        mail.setTag("order");
        mail.setMessageStream("outbound");
        mail.addMetadata("mail-sender-id", "0123456789abcdef0123456789abcdef");
        mail.addMetadata("order", "7 €");
        mail.addMetadata("tag-2", "new customer");
        mail.addHeader("Message-ID", "<0123456789abcdef0123456789abcdef@example.org>");
        mail.addHeader("X-PM-KeepID", "true");
        mail.addHeader("X-Order", "=?UTF-8?B?TsK6IDc=?=");
        mail.addAttachment(LOGO.filename(), LOGO.content(), LOGO.contentType(), "cid:" + LOGO.contentId());
        mail.addAttachment(FILE.filename(), FILE.content(), FILE.contentType());
        ApiClient client = new ApiClient(
                server.uri().getAuthority(),
                Map.of(
                        "X-Postmark-Server-Token",
                        "server-secret",
                        "Accept",
                        "application/json",
                        "Content-Type",
                        "application/json"));
        client.setSecureConnection(false);
        assertThat(client.deliverMessage(mail).getErrorCode()).isZero();
    }
}
