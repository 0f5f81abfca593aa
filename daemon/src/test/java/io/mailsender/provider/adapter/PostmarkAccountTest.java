package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers are those of Postmark's API reference. */
class PostmarkAccountTest extends ProviderFixture {

    private static final String STREAM = "/message-streams/news";
    private static final String DOMAINS = "/domains?count=500&offset=0";
    private static final String SENDERS = "/senders?count=500&offset=0";
    private static final String BAD_TOKEN =
            "{\"ErrorCode\":10,\"Message\":\"No Account or Server API tokens were supplied in the HTTP headers.\"}";

    @BeforeEach
    void answerAsIfAllIsWell() {
        server.at("/server", Behaviours.json(200, "{\"ID\":1,\"Name\":\"Production\",\"DeliveryType\":\"Live\"}"))
                .at(
                        STREAM,
                        Behaviours.json(
                                200,
                                "{\"ID\":\"news\",\"ServerID\":1,\"MessageStreamType\":\"Broadcasts\",\"ArchivedAt\":null}"))
                .at(
                        DOMAINS,
                        Behaviours.json(
                                200,
                                "{\"TotalCount\":2,\"Domains\":[{\"Name\":\"example.com\",\"SPFVerified\":true,\"DKIMVerified\":true,\"ID\":36},{\"Name\":\"example.net\",\"DKIMVerified\":true,\"ID\":37}]}"))
                .at(SENDERS, Behaviours.json(200, "{\"TotalCount\":0,\"SenderSignatures\":[]}"));
    }

    @Test
    void allIsWell() {
        assertThat(findings("account-secret", "news"))
                .containsExactly(
                        "login ok: Postmark accepts the server token",
                        "account ok: the message stream news exists",
                        "sender ok: Postmark has verified example.com",
                        "sender ok: Postmark has verified example.net");
        assertThat(server.requests())
                .hasSize(4)
                .allSatisfy(request -> assertThat(request.method()).isEqualTo("GET"));
        assertThat(server.requests().get(0).header("X-Postmark-Server-Token")).isEqualTo("server-secret");
        assertThat(server.requests().get(2).header("X-Postmark-Account-Token")).isEqualTo("account-secret");
        assertThat(server.requests().get(2).header("X-Postmark-Server-Token")).isNull();
    }

    @Test
    void withoutAnAccountToken() {
        assertThat(findings(null, null))
                .containsExactly(
                        "login ok: Postmark accepts the server token",
                        "sender unknown: Postmark shows which senders are verified to an account token only");
    }

    @Test
    void refusedServerToken() {
        server.at("/server", Behaviours.json(401, BAD_TOKEN));
        assertThat(findings("account-secret", "news"))
                .containsExactly("login error: Postmark refuses the server token");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void refusedAccountToken() {
        server.at(DOMAINS, Behaviours.json(401, BAD_TOKEN));
        server.at(SENDERS, Behaviours.json(401, BAD_TOKEN));
        assertThat(findings("account-secret", null)).contains("rights error: Postmark refuses the account token");
    }

    @Test
    void sandbox() {
        server.at("/server", Behaviours.json(200, "{\"ID\":1,\"DeliveryType\":\"Sandbox\"}"));
        assertThat(findings(null, null))
                .contains("sandbox warning: the server is a sandbox: Postmark delivers none of its mails");
    }

    @Test
    void testToken() {
        assertThat(words(settings("POSTMARK_API_TEST", null, null)))
                .containsExactly(
                        "sandbox warning: Postmark checks mails but delivers none, since server-token is the test token");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void messageStreams() {
        server.at(STREAM, Behaviours.json(422, "{\"ErrorCode\":1226,\"Message\":\"Not found.\"}"));
        assertThat(findings(null, "news")).contains("account error: the server has no message stream news");
        server.at(STREAM, Behaviours.json(200, "{\"ID\":\"news\",\"MessageStreamType\":\"Inbound\"}"));
        assertThat(findings(null, "news"))
                .contains("account error: the message stream news is archived, or receives mail only");
        server.at(
                STREAM,
                Behaviours.json(
                        200,
                        "{\"ID\":\"news\",\"MessageStreamType\":\"Transactional\",\"ArchivedAt\":\"2026-01-01T00:00:00Z\"}"));
        assertThat(findings(null, "news"))
                .contains("account error: the message stream news is archived, or receives mail only");
    }

    @Test
    void senders() {
        server.at(
                DOMAINS,
                Behaviours.json(
                        200, "{\"TotalCount\":1,\"Domains\":[{\"Name\":\"example.com\",\"DKIMVerified\":false}]}"));
        assertThat(findings("account-secret", null))
                .contains(
                        "sender error: Postmark has not found the DKIM record of example.com",
                        "sender error: example.net is not a sender domain at Postmark");
        server.at(
                SENDERS,
                Behaviours.json(
                        200,
                        "{\"TotalCount\":1,\"SenderSignatures\":[{\"Domain\":\"example.com\",\"EmailAddress\":\"shop@example.com\",\"Confirmed\":true,\"ID\":1}]}"));
        assertThat(findings("account-secret", null))
                .contains(
                        "sender warning: shop@example.com is confirmed, but Postmark does not sign its mails with DKIM for example.com");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void cannotBeAskedNow(int status) {
        server.at("/server", Behaviours.status(status));
        assertFails(true);
    }

    @Test
    void answerNotOfTheVendor() {
        server.at("/server", Behaviours.json(200, "{\"status\":\"healthy\"}"));
        assertFails(false);
    }

    private void assertFails(boolean passing) {
        assertThatThrownBy(() -> findings(null, null))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        LookupFailedException.class,
                        failure -> assertThat(failure.isPassing()).isEqualTo(passing));
    }

    private List<String> findings(@Nullable String accountToken, @Nullable String stream) {
        return words(settings("server-secret", accountToken, stream));
    }

    private Postmark.Settings settings(String token, @Nullable String accountToken, @Nullable String stream) {
        return new Postmark.Settings(
                "main",
                token,
                accountToken,
                stream,
                null,
                "shop@example.com",
                List.of("example.net", "Example.net"),
                server.uri());
    }

    private List<String> words(Postmark.Settings settings) {
        AccountLookup account = new Postmark(settings, beans().getBean(ProviderHttp.class))
                .account()
                .orElseThrow();
        assertThat(account.spfInclude()).isEmpty();
        List<Finding> findings = account.findings().toCompletableFuture().join();
        assertThat(findings)
                .allSatisfy(
                        finding -> assertThat(finding.remedy() == null).isEqualTo(finding.level() == Finding.Level.OK));
        return findings.stream()
                .map(finding -> finding.check().word() + " " + finding.level().word() + ": " + finding.text())
                .toList();
    }
}
