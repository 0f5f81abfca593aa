package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Request;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the vendors are told about where to post events. The answers are those of their API descriptions. */
class SignedEventRegistrationTest extends ProviderFixture {

    private static final URI URL = URI.create("https://mail.example.com/events/main");
    private static final String SENDGRID_KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    private static final String MAILGUN = "/v3/domains/mg.example.com/webhooks";
    private static final String SENDGRID = "/v3/user/webhooks/event/settings";
    private static final String SES = "/v2/email/configuration-sets/events/event-destinations";

    @Test
    void mailgunKeepsTheUrlsOfOthers() {
        server.always(Behaviours.json(200, "{\"message\":\"Webhook has been created\"}"))
                .at(MAILGUN, exchange -> {
                    boolean get = exchange.receive().method().equals("GET");
                    String body = get
                            ? "{\"webhooks\":{\"delivered\":{\"urls\":[\"https://other.example/a\"]},\"opened\":{\"urls\":[\""
                                    + URL + "\"]}}}"
                            : "{}";
                    exchange.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body);
                });
        assertThat(register(mailgun("key"))).isEqualTo("webhooks of mg.example.com are set for 8 types of event");
        List<Request> changes = server.requests().stream()
                .filter(request -> !request.method().equals("GET"))
                .toList();
        assertThat(changes).hasSize(7).allSatisfy(request -> {
            assertThat(request.text()).contains(URL.toString());
            assertThat(request.header("Authorization")).startsWith("Basic ");
        });
        assertThat(changes)
                .filteredOn(request -> request.method().equals("PUT"))
                .singleElement()
                .satisfies(put -> {
                    assertThat(put.path()).isEqualTo(MAILGUN + "/delivered");
                    assertThat(put.text()).contains("https://other.example/a");
                });
        assertThat(changes).noneMatch(request -> request.text().contains("opened"));
    }

    @Test
    void mailgunIsNotChangedIfItHasNoRoom() {
        server.always(Behaviours.json(
                200, "{\"webhooks\":{\"delivered\":{\"urls\":[\"https://a\",\"https://b\",\"https://c\"]}}}"));
        assertFails(mailgun("key").eventRegistration().orElseThrow(), "three URLs for delivered");
        assertThat(server.requests()).hasSize(1);
        server.always(Behaviours.json(401, "\"Forbidden\""));
        assertFails(mailgun("key").eventRegistration().orElseThrow(), "Forbidden");
        assertThat(mailgun(null).events()).isEmpty();
    }

    @Test
    void sendgridIsToldOnceAndShowsItsKey() {
        server.at(
                        SENDGRID + "/all",
                        Behaviours.json(
                                200,
                                "{\"max_allowed\":5,\"webhooks\":[{\"id\":\"1\",\"url\":\"https://other.example\"}]}"))
                .at(SENDGRID, Behaviours.json(201, "{\"id\":\"77\"}"))
                .at(
                        SENDGRID + "/signed/77",
                        Behaviours.json(200, "{\"id\":\"77\",\"public_key\":\"" + SENDGRID_KEY + "\"}"));
        assertThat(register(sendgrid(null)))
                .isEqualTo("the event webhook is set for 11 types of event and signed; set event-public-key to "
                        + SENDGRID_KEY);
        assertThat(server.requests())
                .extracting(request -> request.method() + " " + request.path())
                .containsExactly("GET " + SENDGRID + "/all", "POST " + SENDGRID, "PATCH " + SENDGRID + "/signed/77");
        assertThat(server.requests().get(1).text())
                .contains("\"url\":\"" + URL + "\"", "\"spam_report\":true", "\"enabled\":true");

        server.at(SENDGRID + "/all", Behaviours.json(200, "{\"webhooks\":[{\"id\":\"77\",\"url\":\"" + URL + "\"}]}"))
                .at(SENDGRID + "/77", Behaviours.json(200, "{\"id\":\"77\"}"));
        assertThat(register(sendgrid(SENDGRID_KEY)))
                .isEqualTo("the event webhook is set for 11 types of event and signed");
        assertThat(server.requests().get(4).method() + server.requests().get(4).path())
                .isEqualTo("PATCH" + SENDGRID + "/77");
        assertThat(sendgrid(null).events()).isEmpty();
    }

    @Test
    void resendIsToldOnceAndItsSecretIsNotShown() {
        server.at("/webhooks?limit=100", Behaviours.json(200, "{\"object\":\"list\",\"data\":[]}"))
                .at(
                        "/webhooks",
                        Behaviours.json(
                                201,
                                "{\"object\":\"webhook\",\"id\":\"w-1\",\"signing_secret\":\"whsec_kanarienvogel\"}"));
        assertThat(register(resend(null)))
                .contains("9 types of event", "set event-secret", "https://resend.com/webhooks")
                .doesNotContain("kanarienvogel");
        assertThat(server.posts())
                .singleElement()
                .satisfies(post -> assertThat(post.text())
                        .startsWith("{\"endpoint\":\"" + URL + "\",\"events\":[\"email.sent\",")
                        .doesNotContain("status"));

        server.at(
                        "/webhooks?limit=100",
                        Behaviours.json(200, "{\"data\":[{\"id\":\"w-1\",\"endpoint\":\"" + URL + "\"}]}"))
                .at("/webhooks/w-1", Behaviours.json(200, "{\"object\":\"webhook\",\"id\":\"w-1\"}"));
        assertThat(register(resend("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
                .isEqualTo("the webhook is set for 9 types of event");
        assertThat(server.posts()).hasSize(1);
        server.at(
                "/webhooks?limit=100",
                Behaviours.json(
                        401,
                        "{\"name\":\"restricted_api_key\",\"message\":\"This API key is restricted to only send emails\"}"));
        assertFails(resend(null).eventRegistration().orElseThrow(), "restricted to only send");
    }

    @Test
    void sesPublishesToTheTopicAndSnsIsAskedToPost() {
        server.always(Behaviours.answer(200, "text/xml", "<SubscribeResponse/>"))
                .at(SES, Behaviours.json(200, "{}"));
        assertThat(register(ses("events")))
                .startsWith(
                        "the configuration set events publishes 10 types of event to arn:aws:sns:eu-west-1:123456789012:t");
        Request destination = server.requests().get(0);
        assertThat(destination.text())
                .contains(
                        "\"EventDestinationName\":\"mail-sender\"",
                        "\"SnsDestination\":{\"TopicArn\":\"arn:aws:sns:eu-west-1:123456789012:t\"}",
                        "\"RENDERING_FAILURE\"");
        Request subscribe = server.requests().get(1);
        assertThat(subscribe.path())
                .startsWith("/?Action=Subscribe&")
                .contains(
                        "TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A123456789012%3At&Protocol=https&Endpoint=https%3A%2F%2Fmail.example.com%2Fevents%2Fmain");
        assertThat(subscribe.header("Authorization")).contains("/eu-west-1/sns/aws4_request");
        assertThat(destination.header("Authorization")).contains("/eu-west-1/ses/aws4_request");
    }

    @Test
    void sesUpdatesWhatIsThere() {
        server.always(Behaviours.json(200, "{}"))
                .at(SES, Behaviours.json(409, "{\"message\":\"exists\"}", "x-amzn-ErrorType: AlreadyExistsException"));
        register(ses("events"));
        assertThat(server.requests())
                .extracting(request -> request.method() + " " + request.path())
                .startsWith("POST " + SES, "PUT " + SES + "/mail-sender");
    }

    @Test
    void sesSaysWhatIsMissing() {
        assertFails(ses(null), "configuration-set is missing");
        server.always(Behaviours.answer(403, "text/xml", "<ErrorResponse/>")).at(SES, Behaviours.json(200, "{}"));
        assertFails(ses("events"), "SNS does not subscribe this daemon (HTTP 403)");
        server.at(SES, Behaviours.json(404, "{\"message\":\"no such set\"}", "x-amzn-ErrorType: NotFoundException"));
        assertFails(ses("events"), "NotFoundException: no such set");
    }

    private EventRegistration ses(@Nullable String configurationSet) {
        AmazonSesCredentialsCache credentials =
                new AmazonSesCredentialsCache(SesFixture.fixedCredentials(), Runnable::run, Clock.systemUTC());
        String base = server.uri().toString();
        return new AmazonSesEventDestination(
                configurationSet,
                AmazonSesTopic.of("arn:aws:sns:eu-west-1:123456789012:t"),
                new AmazonSesRequestSigner(base, "eu-west-1", credentials),
                new AmazonSesRequestSigner("sns", base, "eu-west-1", credentials),
                new LookupHttp(http()));
    }

    private Provider mailgun(@Nullable String key) {
        return new Mailgun(
                new Mailgun.Settings(
                        "main",
                        "k",
                        "mg.example.com",
                        Mailgun.Region.US,
                        "a@example.com",
                        null,
                        false,
                        key,
                        server.uri()),
                http());
    }

    private Provider sendgrid(@Nullable String key) {
        return new Sendgrid(
                new Sendgrid.Settings("main", "k", Sendgrid.Region.US, "a@example.com", null, false, key, server.uri()),
                http());
    }

    private Provider resend(@Nullable String secret) {
        return new Resend(new Resend.Settings("main", "k", "a@example.com", null, secret, server.uri()), http());
    }

    private ProviderHttp http() {
        return beans().getBean(ProviderHttp.class);
    }

    private static String register(Provider provider) {
        return register(provider.eventRegistration().orElseThrow());
    }

    private static String register(EventRegistration registration) {
        return registration.register(URL).toCompletableFuture().join();
    }

    private static void assertFails(EventRegistration registration, String text) {
        assertThatThrownBy(() -> register(registration))
                .hasCauseInstanceOf(LookupFailedException.class)
                .hasMessageContaining(text);
    }
}
