package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.resend.core.net.RequestOptions;
import com.resend.core.net.impl.HttpClient;
import com.resend.services.emails.Emails;
import com.resend.services.emails.model.Attachment;
import com.resend.services.emails.model.CreateEmailOptions;
import com.resend.services.emails.model.Tag;
import io.mailsender.message.Content;
import io.mailsender.message.Message;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.mailsender.testing.JsonDifference;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Resend's own Java library and the adapter send for the same mail, and why they differ. */
class ResendSdkTest extends ProviderFixture {

    @BeforeEach
    void answerAsIfAllIsWell() {
        server.always(Behaviours.json(200, "{\"id\":\"49a3999c\"}"));
    }

    @Test
    void sendsTheSameMail() throws Exception {
        Message message = ResendTest.rich();
        Request theirs = theirs(
                CreateEmailOptions.builder()
                        .from("\"Müllers Laden\" <shop@example.com>")
                        .to("\"Doe, Ann\" <ann@example.org>", "bob@example.org")
                        .cc("Cy <cy@example.org>")
                        .bcc("dee@example.org")
                        .replyTo("help@example.com", "\"Ö. Doe\" <ann@example.org>")
                        .subject("Ihre Bestellung über 5 €")
                        .text("Danke, {{name}}.")
                        .html("<p>Danke.</p><img src=\"cid:logo@shop\">")
                        .headers(Map.of("X-Order", "Nº 7"))
                        .attachments(
                                Attachment.builder()
                                        .fileName("logo.png")
                                        .contentType("image/png")
                                        .contentId("logo@shop")
                                        .content(base64(1, 2, 3))
                                        .build(),
                                Attachment.builder()
                                        .fileName("Zürich.pdf")
                                        .contentType("application/pdf")
                                        .content(base64(9, 8))
                                        .build())
                        .tags(
                                tag("mail-sender-id", message.id().value()),
                                tag("order_id", "7__"),
                                tag("tag-1", "order"),
                                tag("tag-2", "new_customer"))
                        .build(),
                message.envelope().idempotencyKey(message));
        Request ours = ours(message);
        assertThat(JsonDifference.of(theirs.body(), ours.body()))
                // The library leaves it to Resend to encode a header field; ASCII is right whatever Resend does.
                .isEqualTo(Map.of("/headers/X-Order", "Nº 7 / =?UTF-8?B?TsK6IDc=?="));
        assertThat(ours.method() + ours.path()).isEqualTo(theirs.method() + theirs.path());
        for (String name : List.of("authorization", "idempotency-key", "accept")) {
            assertThat(ours.header(name)).as(name).isEqualTo(theirs.header(name));
        }
        // JSON is UTF-8 (RFC 8259), with or without the parameter.
        assertThat(Objects.requireNonNull(theirs.header("content-type"))).startsWith("application/json");
        assertThat(ours.header("content-type")).isEqualTo("application/json");
        // Each names itself; Resend wants any name.
        assertThat(theirs.header("user-agent")).startsWith("resend-java");
        assertThat(ours.header("user-agent")).isEqualTo("mail-sender");
    }

    @Test
    void sendsHtmlOnly() throws Exception {
        Message rich = ResendTest.rich();
        Message message = new Message(
                rich.id(),
                rich.date(),
                rich.originator(),
                rich.destination(),
                new Content("s", null, "<p>x</p>", List.of()),
                rich.extras());
        Request theirs = theirs(
                CreateEmailOptions.builder()
                        .from("shop@example.com")
                        .to("ann@example.org")
                        .subject("s")
                        .html("<p>x</p>")
                        .build(),
                "key");
        Map<String, String> differences =
                JsonDifference.of(theirs.body(), ours(message).body());
        // The library's mail gets a text that Resend derives from the HTML; ours has none, as the caller asked.
        assertThat(differences).containsEntry("/text", "- / ").doesNotContainKeys("/html", "/subject", "/attachments");
    }

    private Request theirs(CreateEmailOptions mail, String key) throws Exception {
        Emails emails = new Emails("re_secret");
        // The library has no setting for the endpoint.
        HttpUrl endpoint = Objects.requireNonNull(HttpUrl.get(server.uri()));
        OkHttpClient redirecting = new OkHttpClient.Builder()
                .addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .url(chain.request()
                                .url()
                                .newBuilder()
                                .scheme(endpoint.scheme())
                                .host(endpoint.host())
                                .port(endpoint.port())
                                .build())
                        .build()))
                .build();
        Field client = HttpClient.class.getDeclaredField("httpClient");
        client.setAccessible(true);
        client.set(emails.getHttpClient(), redirecting);
        emails.send(mail, RequestOptions.builder().setIdempotencyKey(key).build());
        return last();
    }

    private Request ours(Message message) {
        ResendTest.resend(server.uri(), beans(), List.of())
                .send(message, message.envelope(), Duration.ofSeconds(20))
                .toCompletableFuture()
                .join();
        return last();
    }

    private Request last() {
        List<Request> posts = server.posts();
        return posts.get(posts.size() - 1);
    }

    private static Tag tag(String name, String value) {
        return Tag.builder().name(name).value(value).build();
    }

    private static String base64(int... content) {
        byte[] bytes = new byte[content.length];
        for (int i = 0; i < content.length; i++) {
            bytes[i] = (byte) content[i];
        }
        return Base64.getEncoder().encodeToString(bytes);
    }
}
