package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.groups.Tuple.tuple;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.Finding;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.Messages;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The look-ups of {@link MicrosoftGraph}. */
class MicrosoftGraphAccountTest extends ProviderFixture {

    private static final Instant BEGAN = Instant.parse("2026-01-07T10:00:00Z");
    private static final Message MESSAGE = Messages.to("ann@example.com");

    private FaultyHttpServer tokens;

    @BeforeEach
    void startServers() throws IOException {
        tokens = FaultyHttpServer.start().always(token("[\"Mail.Send\",\"Mail.ReadBasic.All\"]"));
    }

    @AfterEach
    void stopServers() throws IOException {
        tokens.close();
    }

    @Test
    void findsThatAllIsWell() {
        server.always(Behaviours.json(200, "{\"id\":\"AAMk\"}"));
        assertThat(findings())
                .extracting(Finding::level, Finding::text)
                .containsExactly(
                        tuple(
                                Finding.Level.OK,
                                "a token was obtained: aud https://graph.microsoft.com, appid an-id,"
                                        + " roles Mail.Send Mail.ReadBasic.All"),
                        tuple(Finding.Level.OK, "the token has the permission Mail.Send"),
                        tuple(
                                Finding.Level.OK,
                                "the mailbox noreply@example.com is within reach; its Sent Items settle unknown outcomes"));
        assertThat(server.onlyRequest().path())
                .isEqualTo("/v1.0/users/noreply@example.com/mailFolders/sentitems?$select=id");
    }

    @Test
    void findsAMissingPermission() {
        tokens.always(token("[]"));
        server.always(Behaviours.json(403, MicrosoftGraphTest.error("ErrorAccessDenied", "Access is denied.")));
        assertThat(findings())
                .extracting(Finding::check, Finding::level)
                .containsExactly(
                        tuple(Finding.Check.LOGIN, Finding.Level.OK),
                        tuple(Finding.Check.RIGHTS, Finding.Level.WARNING),
                        tuple(Finding.Check.SENDER, Finding.Level.UNKNOWN));
    }

    @Test
    void findsAMissingMailboxAndARefusedLogin() {
        server.always(
                Behaviours.json(404, MicrosoftGraphTest.error("ErrorInvalidUser", "The requested user is invalid.")));
        assertThat(findings()).last().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.ERROR);
            assertThat(finding.text())
                    .isEqualTo("there is no Exchange Online mailbox noreply@example.com (ErrorInvalidUser)");
        });
        tokens.always(Behaviours.json(
                401, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid secret.\"}"));
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.ERROR);
            assertThat(finding.text()).isEqualTo("no token: invalid_client: AADSTS7000215: Invalid secret.");
        });
    }

    @Test
    void failsIfNobodyAnswers() {
        server.always(Behaviours.status(503));
        assertThat(catchThrowable(this::findings)).hasCauseInstanceOf(LookupFailedException.class);
        tokens.always(Behaviours.status(503));
        assertThat(catchThrowable(this::findings)).hasCauseInstanceOf(LookupFailedException.class);
    }

    @Test
    void findsTheMessageInSentItems() {
        server.always(items("2026-01-07T10:00:03Z", "ANN@example.com"));
        assertThat(find().map(Sent::providerMessageId)).contains("AAMkAD");
        assertThat(URLDecoder.decode(server.onlyRequest().path(), UTF_8))
                .isEqualTo(
                        "/v1.0/users/noreply@example.com/mailFolders/sentitems/messages?$filter=internetMessageId eq '"
                                + MESSAGE.id().headerValue()
                                + "'&$select=id,createdDateTime,toRecipients,ccRecipients,bccRecipients&$top=50");
    }

    /** The Message-ID is the same for every attempt. */
    @ParameterizedTest
    @CsvSource({
        "2026-01-07T09:50:00Z, ann@example.com",
        "2026-01-07T10:00:03Z, bob@example.com",
        "soon, ann@example.com"
    })
    void anotherAttemptIsNotIt(String created, String recipient) {
        server.always(items(created, recipient));
        assertThat(find()).isEmpty();
    }

    @Test
    void anEmptyListIsNoAnswer() {
        server.always(Behaviours.json(200, "{\"value\":[]}"));
        assertThat(find()).isEmpty();
        server.always(Behaviours.json(403, MicrosoftGraphTest.error("ErrorAccessDenied", "Access is denied.")));
        assertThat(catchThrowable(this::find)).hasCauseInstanceOf(LookupFailedException.class);
    }

    @Test
    void replacesACachedToken() {
        MicrosoftGraph graph = graph();
        server.always(items("2026-01-07T10:00:03Z", "ann@example.com"));
        assertThat(find(graph)).isPresent();
        server.next(Behaviours.json(401, MicrosoftGraphTest.error("InvalidAuthenticationToken", "expired")));
        assertThat(find(graph)).isPresent();
        assertThat(tokens.requests()).hasSize(2);
    }

    private static FaultyHttpServer.Behaviour items(String created, String recipient) {
        return Behaviours.json(
                200,
                "{\"value\":[{\"id\":\"AAMkAD\",\"createdDateTime\":\"" + created
                        + "\",\"toRecipients\":[{\"emailAddress\":{\"name\":\"Ann\",\"address\":\"" + recipient
                        + "\"}}],\"ccRecipients\":[],\"bccRecipients\":[]}]}");
    }

    private static FaultyHttpServer.Behaviour token(String roles) {
        String claims = "{\"aud\":\"https://graph.microsoft.com\",\"appid\":\"an-id\",\"roles\":" + roles + "}";
        return MicrosoftGraphTest.token(
                "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8)) + ".s");
    }

    private MicrosoftGraph graph() {
        return new MicrosoftGraph(
                MicrosoftGraphTest.settings(server.uri(), tokens.uri()), beans().getBean(ProviderHttp.class));
    }

    private List<Finding> findings() {
        return graph().account().orElseThrow().findings().toCompletableFuture().join();
    }

    private Optional<Sent> find() {
        return find(graph());
    }

    private static Optional<Sent> find(MicrosoftGraph graph) {
        return graph.outcomeLookup()
                .orElseThrow()
                .find(MESSAGE, new Envelope(List.of(EmailAddress.parse("ann@example.com"))), BEGAN)
                .toCompletableFuture()
                .join();
    }
}
