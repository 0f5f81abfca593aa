package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.MailjetTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares the adapter with node-mailjet, Mailjet's own client: both send the same mail and make the same look-ups, and the client's types
 * accept what the adapter sends.
 *
 * <p>The requests differ in one field: the client passes a header field with characters that are not ASCII as it is, the adapter in encoded
 * words (RFC 2047), which are right whether Mailjet encodes such a field or not. The HTTP headers differ in what identifies the
 * program ({@code User-Agent}) and in what Mailjet need not know ({@code Accept}, {@code Accept-Encoding}).
 */
class MailjetSdkTest {

    private static final String SDK = "node-mailjet@6.0.11";

    @Test
    void sendsWhatMailjetsClientSends() throws Exception {
        NodeSdk node = NodeSdk.installed("mailjet", SDK);
        try (FaultyHttpServer theirs = FaultyHttpServer.start();
                FaultyHttpServer ours = FaultyHttpServer.start();
                ApplicationContext beans = ApplicationContext.run()) {
            answer(theirs);
            node.run("mailjet.js", theirs.uri());
            answer(ours);
            Mailjet mailjet = MailjetTest.mailjet(ours.uri(), beans, false);
            Message mail = MailjetTest.rich();
            mailjet.send(mail, mail.envelope(), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();
            mailjet.account().orElseThrow().findings().toCompletableFuture().join();
            mailjet.outcomeLookup()
                    .orElseThrow()
                    .find(mail, new Envelope(mail.envelope().recipients()), Instant.EPOCH)
                    .toCompletableFuture()
                    .join();

            assertThat(lines(ours)).containsExactlyInAnyOrderElementsOf(lines(theirs));
            assertThat(ours.requests())
                    .allSatisfy(request -> assertThat(request.header("authorization"))
                            .isEqualTo(theirs.requests().get(0).header("authorization")));
            Request their = theirs.posts().get(0);
            Request our = ours.posts().get(0);
            assertThat(our.header("content-type")).isEqualTo(their.header("content-type"));
            assertThat(json(our.text().replace("=?UTF-8?B?TsK6IDc=?=", "Nº 7"))).isEqualTo(json(their.text()));
            node.assertHasType(our.text(), "SendEmailV3_1.Body", "node-mailjet");
        }
    }

    private static void answer(FaultyHttpServer server) {
        server.always(Behaviours.json(200, "{\"Count\":0,\"Data\":[],\"Total\":0}"));
        server.at("/v3.1/send", Behaviours.json(200, MailjetTest.ACCEPTED));
    }

    private static List<String> lines(FaultyHttpServer server) {
        return server.requests().stream()
                .map(request -> request.method() + " " + request.path())
                .toList();
    }
}
