package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the vendors without a signature are told where to post. The answers are those of their API references. */
class SecretEventRegistrationTest extends ProviderFixture {

    private static final String SECRET = "a-secret-of-ours";
    private static final URI URL = URI.create("https://mail.example.org/events/main");

    @Test
    void postmarkAddsAWebhook() throws IOException {
        server.at(
                "/webhooks?MessageStream=news",
                Behaviours.json(200, "{\"Webhooks\":[{\"ID\":1,\"Url\":\"https://other.example/\"}]}"));
        server.at("/webhooks", Behaviours.json(200, "{\"ID\":2}"));
        assertThat(register(postmark())).isEqualTo("webhook of the stream news added");
        assertThat(last().method()).isEqualTo("POST");
        assertThat(last().header("X-Postmark-Server-Token")).isEqualTo("server-secret");
        assertThat(json(last().text())).isEqualTo(json("""
                {"Url": "https://mail.example.org/events/main", "MessageStream": "news",
                 "HttpAuth": {"Username": "events", "Password": "a-secret-of-ours"},
                 "Triggers": {"Delivery": {"Enabled": true}, "Bounce": {"Enabled": true, "IncludeContent": false},
                   "SpamComplaint": {"Enabled": true, "IncludeContent": false}, "SubscriptionChange": {"Enabled": true},
                   "Open": {"Enabled": true, "PostFirstOpenOnly": true}, "Click": {"Enabled": true}}}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://mail.example.org/events/main", "https://events:old@mail.example.org/events/main"})
    void postmarkUpdatesItsWebhook(String url) {
        server.at(
                "/webhooks?MessageStream=news",
                Behaviours.json(200, "{\"Webhooks\":[{\"ID\":7,\"Url\":\"" + url + "\"}]}"));
        server.at("/webhooks/7", Behaviours.json(200, "{\"ID\":7}"));
        assertThat(register(postmark())).isEqualTo("webhook of the stream news updated");
        assertThat(last().method()).isEqualTo("PUT");
        assertThat(last().text()).doesNotContain("MessageStream");
    }

    @Test
    void mailjetSetsEveryType() throws IOException {
        server.at("/v3/REST/eventcallbackurl?Limit=1000", Behaviours.json(200, """
                {"Count":3,"Data":[{"ID":11,"EventType":"open","Url":"https://events:old@mail.example.org/events/main","IsBackup":false},
                 {"ID":12,"EventType":"click","Url":"https://other.example/","IsBackup":true},
                 {"ID":13,"EventType":"parsed","Url":"https://other.example/","IsBackup":false}],"Total":3}"""));
        server.at("/v3/REST/eventcallbackurl", Behaviours.json(201, "{\"Count\":1,\"Data\":[{\"ID\":20}]}"));
        server.at("/v3/REST/eventcallbackurl/11", Behaviours.json(200, "{\"Count\":1,\"Data\":[{\"ID\":11}]}"));
        assertThat(register(mailjet())).isEqualTo("callback URLs set for 7 types of event");
        List<Request> changes = server.requests().stream()
                .filter(one -> !one.method().equals("GET"))
                .toList();
        assertThat(changes)
                .extracting(one -> one.method() + " " + one.path())
                .containsOnly("POST /v3/REST/eventcallbackurl", "PUT /v3/REST/eventcallbackurl/11")
                .hasSize(7);
        assertThat(json(changes.get(0).text())).isEqualTo(json("""
                {"EventType": "sent", "Url": "https://events:a-secret-of-ours@mail.example.org/events/main", "Version": 2}"""));
        assertThat(changes)
                .allSatisfy(one -> assertThat(one.header("Authorization")).startsWith("Basic "));
    }

    @Test
    void mailjetTakesNoUrlOfAnotherProgram() {
        server.at("/v3/REST/eventcallbackurl?Limit=1000", Behaviours.json(200, """
                {"Data":[{"ID":11,"EventType":"bounce","Url":"https://other.example/hook","IsBackup":false}]}"""));
        assertFails(mailjet(), "the key already posts bounce events to another URL");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void brevoAddsAWebhook() throws IOException {
        // As Brevo answers if there is none.
        server.at(
                "/v3/webhooks?type=transactional",
                Behaviours.json(404, "{\"code\":\"document_not_found\",\"message\":\"Webhook not found\"}"));
        server.at("/v3/webhooks", Behaviours.json(201, "{\"id\":5}"));
        assertThat(register(brevo())).isEqualTo("transactional webhook added");
        assertThat(last().header("api-key")).isEqualTo("xkeysib-secret");
        assertThat(json(last().text())).isEqualTo(json("""
                {"url": "https://mail.example.org/events/main", "description": "mail-sender", "type": "transactional",
                 "events": ["request", "delivered", "deferred", "hardBounce", "softBounce", "invalid", "blocked", "spam",
                   "unsubscribed", "opened", "uniqueOpened", "click"],
                 "auth": {"type": "bearer", "token": "a-secret-of-ours"}}"""));
    }

    @Test
    void brevoUpdatesItsWebhook() {
        server.at(
                "/v3/webhooks?type=transactional",
                Behaviours.json(
                        200,
                        "{\"webhooks\":[{\"id\":3,\"url\":\"https://other.example\"},{\"id\":5,\"url\":\"" + URL
                                + "\"}]}"));
        server.at("/v3/webhooks/5", Behaviours.status(204));
        assertThat(register(brevo())).isEqualTo("transactional webhook updated");
        assertThat(last().method()).isEqualTo("PUT");
    }

    @Test
    void sparkpostAddsAWebhook() throws IOException {
        server.next(Behaviours.json(200, "{\"results\":[]}"), Behaviours.json(200, "{\"results\":{\"id\":\"12af\"}}"));
        assertThat(register(sparkpost())).isEqualTo("webhook added");
        assertThat(last().method()).isEqualTo("POST");
        assertThat(last().header("Authorization")).isEqualTo("secret-key");
        assertThat(json(last().text())).isEqualTo(json("""
                {"name": "mail-sender", "target": "https://mail.example.org/events/main",
                 "events": ["injection", "delivery", "delay", "bounce", "out_of_band", "policy_rejection", "spam_complaint",
                   "generation_failure", "generation_rejection", "list_unsubscribe", "link_unsubscribe", "open", "initial_open", "click"],
                 "active": true, "auth_type": "basic", "auth_credentials": {"username": "events", "password": "a-secret-of-ours"}}"""));
    }

    @Test
    void sparkpostUpdatesItsWebhook() {
        server.at(
                "/api/v1/webhooks",
                Behaviours.json(200, "{\"results\":[{\"id\":\"a2b8\",\"target\":\"" + URL + "\"}]}"));
        server.at("/api/v1/webhooks/a2b8", Behaviours.json(200, "{\"results\":{\"id\":\"a2b8\"}}"));
        assertThat(register(sparkpost())).isEqualTo("webhook updated");
        assertThat(last().method()).isEqualTo("PUT");
    }

    /** SparkPost tries the URL first. */
    @Test
    void theVendorsWordsAreReported() {
        server.next(
                Behaviours.json(200, "{\"results\":[]}"),
                Behaviours.json(400, "{\"errors\":[{\"message\":\"POST to webhook target URL failed\"}]}"));
        assertFails(sparkpost(), "POST to webhook target URL failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 403, 404, 500})
    void aForeignAnswerIsAFailure(int status) {
        server.always(Behaviours.answer(status, "text/html", "<html>"));
        for (Provider provider : List.of(postmark(), mailjet(), sparkpost())) {
            assertFails(provider, "");
        }
        if (status != 200) {
            assertFails(brevo(), "");
        }
    }

    private void assertFails(Provider provider, String words) {
        assertThatThrownBy(() -> register(provider))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(LookupFailedException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining(SECRET);
    }

    private static String register(Provider provider) {
        return provider.events()
                .orElseThrow()
                .registration()
                .orElseThrow()
                .register(URL)
                .toCompletableFuture()
                .join();
    }

    private Request last() {
        return server.requests().get(server.requests().size() - 1);
    }

    private Provider postmark() {
        return new Postmark(
                new Postmark.Settings(
                        "main", "server-secret", null, "news", SECRET, "shop@example.com", null, server.uri()),
                http());
    }

    private Provider mailjet() {
        return new Mailjet(
                new Mailjet.Settings(
                        "main",
                        "public",
                        "private",
                        Mailjet.Region.DEFAULT,
                        "shop@example.com",
                        null,
                        false,
                        SECRET,
                        server.uri()),
                http());
    }

    private Provider brevo() {
        return new Brevo(
                new Brevo.Settings("main", "xkeysib-secret", "shop@example.com", null, false, SECRET, server.uri()),
                http());
    }

    private Provider sparkpost() {
        return new Sparkpost(
                new Sparkpost.Settings(
                        "main", "secret-key", Sparkpost.Region.US, "shop@example.com", null, SECRET, server.uri()),
                http());
    }

    private ProviderHttp http() {
        return beans().getBean(ProviderHttp.class);
    }

    private JsonNode json(String text) throws IOException {
        return beans().getBean(JsonMapper.class).readValue(text, Argument.of(JsonNode.class));
    }
}
