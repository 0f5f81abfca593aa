package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.MailjetTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Message;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares the adapter with @getbrevo/brevo, Brevo's own client: both send the same mail and make the same look-ups, and the client's types
 * accept what the adapter sends.
 *
 * <p>The bodies are equal. The HTTP headers differ in what identifies the program ({@code User-Agent}, {@code X-Fern-…}) and in what Brevo
 * need not know ({@code Accept}, {@code Sec-Fetch-Mode}). The client is told not to retry: by default it posts a mail up to three times
 * after a 5xx.
 */
class BrevoSdkTest {

    private static final String SDK = "@getbrevo/brevo@6.0.3";

    @Test
    void sendsWhatBrevosClientSends() throws Exception {
        NodeSdk node = NodeSdk.installed("brevo", SDK);
        try (FaultyHttpServer theirs = FaultyHttpServer.start();
                FaultyHttpServer ours = FaultyHttpServer.start();
                ApplicationContext beans = ApplicationContext.run()) {
            answer(theirs);
            node.run("brevo.js", theirs.uri());
            answer(ours);
            Brevo brevo = BrevoTest.brevo(ours.uri(), beans, false);
            Message mail = BrevoTest.rich();
            brevo.send(mail, mail.envelope(), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();
            brevo.account().orElseThrow().findings().toCompletableFuture().join();

            assertThat(lines(ours)).containsExactlyInAnyOrderElementsOf(lines(theirs));
            assertThat(ours.requests())
                    .allSatisfy(request -> assertThat(request.header("api-key"))
                            .isEqualTo(theirs.requests().get(0).header("api-key")));
            Request their = theirs.posts().get(0);
            Request our = ours.posts().get(0);
            assertThat(our.header("content-type")).isEqualTo(their.header("content-type"));
            assertThat(json(our.text())).isEqualTo(json(their.text()));
            node.assertHasType(our.text(), "Brevo.SendTransacEmailRequest", "@getbrevo/brevo");
        }
    }

    private static void answer(FaultyHttpServer server) {
        server.always(Behaviours.json(200, "{\"relay\":{\"enabled\":true},\"plan\":[],\"senders\":[],\"domains\":[]}"));
        server.at("/v3/smtp/email", Behaviours.json(201, BrevoTest.ACCEPTED));
    }

    private static List<String> lines(FaultyHttpServer server) {
        return server.requests().stream()
                .map(request -> request.method() + " " + request.path())
                .toList();
    }
}
