package io.mailsender.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vendors' posts and bounce mails, from the request to the state of the message. */
class EventsApiTest {

    private static final String KEY = "k".repeat(40);
    private static final String POSTMARK = "Basic "
            + Base64.getEncoder()
                    .encodeToString("events:postmark-secret-0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    private static final String T1 = "1".repeat(50);
    private static final String T2 = "2".repeat(50);
    private static final String MAIL = "{\"to\": [\"ann@example.com\"], \"subject\": \"Hi\"}";

    @TempDir
    Path directory;

    private FaultyHttpServer vendor;
    private TestDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        vendor = FaultyHttpServer.start();
        vendor.always(Behaviours.answer(
                200, "application/json", "{\"id\":\"<theirs@mg.example.com>\",\"message\":\"Queued\"}"));
        Map<String, Object> settings = new HashMap<>(TestDaemon.sqlite(directory));
        settings.put("order", List.of("mg", "pm"));
        settings.put("providers.mailgun.mg.name", "mg");
        settings.put("providers.mailgun.mg.api-key", "key");
        settings.put("providers.mailgun.mg.domain", "mg.example.com");
        settings.put("providers.mailgun.mg.from", "shop@example.com");
        settings.put("providers.mailgun.mg.endpoint", vendor.uri().toString());
        settings.put("providers.mailgun.mg.event-signing-key", "signing");
        settings.put("providers.postmark.pm.name", "pm");
        settings.put("providers.postmark.pm.server-token", "token");
        settings.put("providers.postmark.pm.from", "shop@example.com");
        settings.put("providers.postmark.pm.endpoint", vendor.uri().toString());
        settings.put("providers.postmark.pm.event-secret", "postmark-secret-0123456789abcdef");
        settings.put("events.public-url", "https://mail.example.com/");
        settings.put(
                "api-keys",
                Map.of(
                        "app",
                        Map.of("hash", TestKeys.hash(KEY), "scopes", List.of("send", "read", "events", "admin"))));
        daemon = TestDaemon.of(settings);
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
        vendor.close();
    }

    private String send() {
        Answer sent = TestKeys.call(daemon, KEY, "POST", "/send", MAIL);
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        return sent.json().get("id").getStringValue();
    }

    private Answer post(String provider, String authorization, String type, String body) {
        var request = daemon.request("/events/" + provider)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body));
        return daemon.send(authorization.isEmpty() ? request : request.header("Authorization", authorization));
    }

    private static String mailgun(String id, String event, String token) {
        String timestamp = String.valueOf(Instant.now().getEpochSecond());
        return """
                {"signature": {"timestamp": "%s", "token": "%s", "signature": "%s"},
                 "event-data": {"event": "%s", "id": "%s", "timestamp": %s, "recipient": "ann@example.com",
                   "severity": "permanent", "reason": "bounce",
                   "delivery-status": {"code": 550, "message": "5.1.1 no such user", "description": ""},
                   "message": {"headers": {"message-id": "theirs@mg.example.com"}},
                   "user-variables": {"mail-sender-id": "%s"}}}""".formatted(timestamp, token, hmac(timestamp + token), event, token, timestamp, id);
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("signing".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer message(String id) {
        return TestKeys.call(daemon, KEY, "GET", "/messages/" + id, "");
    }

    private void awaitState(String id, String state) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(message(id)
                                .json()
                                .get("recipients")
                                .get(0)
                                .get("state")
                                .getStringValue())
                        .isEqualTo(state));
    }

    @Test
    void aBounceIsSeenInTheMessageAndTheList() {
        String id = send();

        assertThat(post("mg", "", "application/json", mailgun(id, "failed", T1)).status())
                .isEqualTo(200);

        awaitState(id, "bounced");
        String shown = message(id).text();
        assertThat(shown)
                .contains("\"severity\":\"hard\"")
                .contains("5.1.1 no such user")
                .contains("\"kind\":\"attempt\"")
                .contains("\"kind\":\"event\"");
        assertThat(TestKeys.call(daemon, KEY, "GET", "/messages?recipient_state=bounced", "")
                        .text())
                .contains(id);
        assertThat(TestKeys.call(daemon, KEY, "GET", "/messages?recipient_state=delivered", "")
                        .text())
                .doesNotContain(id);
        assertThat(TestKeys.call(daemon, KEY, "GET", "/messages?recipient_state=x", "")
                        .status())
                .isEqualTo(400);
    }

    /** X18: a replayed signature, with another event under it, is answered 200 and changes nothing. */
    @Test
    void aReplayHasNoEffect() {
        String id = send();
        String delivered = mailgun(id, "delivered", T1);
        assertThat(post("mg", "", "application/json", delivered).status()).isEqualTo(200);
        awaitState(id, "delivered");

        assertThat(post("mg", "", "application/json", delivered).status()).isEqualTo(200);
        String forged = delivered.replace("\"delivered\"", "\"complained\"");
        assertThat(post("mg", "", "application/json", forged).status()).isEqualTo(200);

        assertThat(post("mg", "", "application/json", mailgun(id, "opened", T2)).status())
                .isEqualTo(200);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(message(id).text()).contains("opened"));
        assertThat(message(id).text()).doesNotContain("complained");
    }

    @Test
    void aForgedReportIsRefusedWithoutDetail() {
        String id = send();
        String genuine = mailgun(id, "failed", T1);

        Answer wrong = post("mg", "", "application/json", genuine.replace(T1, T2));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text()).doesNotContainIgnoringCase("signature").doesNotContain("signing");
        assertThat(post("mg", "Bearer " + KEY, "application/json", "{}").status())
                .as("an API key is no signature")
                .isEqualTo(401);
        assertThat(post("nobody", "", "application/json", genuine).status()).isEqualTo(404);
        assertThat(post("pm", "", "application/json", "{}").status()).isEqualTo(401);
        assertThat(post("pm", POSTMARK, "application/json", "not json").status())
                .isEqualTo(400);
        assertThat(message(id).text()).contains("\"state\":\"sent\"");
    }

    /** X19: another provider, though authentic, cannot change a message that it never had. */
    @Test
    void anotherProviderCannotChangeAMessage() {
        String id = send();
        String report = """
                {"RecordType": "SpamComplaint", "MessageID": "x", "Type": "SpamComplaint", "TypeCode": 512, "ID": 1,
                 "Email": "ann@example.com", "BouncedAt": "2026-11-29T00:00:00Z",
                 "Metadata": {"mail-sender-id": "%s"}}""".formatted(id);

        assertThat(post("pm", POSTMARK, "application/json", report).status()).isEqualTo(200);
        assertThat(post("mg", "", "application/json", mailgun(id, "delivered", T1))
                        .status())
                .isEqualTo(200);

        awaitState(id, "delivered");
        assertThat(message(id).text()).doesNotContain("complained");
    }

    @Test
    void aBounceMailIsReadWithAnApiKeyOnly() {
        String id = send();
        String messageId = message(id).json().get("message_id").getStringValue();
        String mail = bounce(messageId);

        assertThat(post("mg", "", "message/rfc822", mail).status()).isEqualTo(401);
        assertThat(post("mg", "Bearer " + KEY, "message/rfc822", mail).status()).isEqualTo(200);

        awaitState(id, "bounced");
        Answer again = TestKeys.call(
                daemon,
                KEY,
                "POST",
                "/bounces",
                "{\"provider\": \"mg\", \"message\": \""
                        + Base64.getEncoder().encodeToString(mail.getBytes(StandardCharsets.UTF_8)) + "\"}");
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.json().get("events").getIntValue()).isEqualTo(1);
        assertThat(TestKeys.call(daemon, KEY, "POST", "/bounces", "{\"provider\": \"mg\", \"message\": \"SGVsbG8=\"}")
                        .status())
                .isEqualTo(400);
    }

    private static String bounce(String messageId) {
        return """
                From: MAILER-DAEMON@relay.example.net
                To: shop@example.com
                Subject: Undelivered Mail Returned to Sender
                Message-ID: <20261129000000.1@relay.example.net>
                Date: Sun, 29 Nov 2026 00:00:00 +0000
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="b"

                --b
                Content-Type: text/plain

                It could not be delivered.
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; relay.example.net

                Final-Recipient: rfc822; ann@example.com
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 no such user

                --b
                Content-Type: text/rfc822-headers

                From: shop@example.com
                To: ann@example.com
                Subject: Hi
                Message-ID: %s

                --b--
                """.formatted(messageId).replace("\n", "\r\n");
    }

    @Test
    void showsWhichProvidersReport() {
        Answer before = TestKeys.call(daemon, KEY, "GET", "/providers/events", "");
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.text()).contains("https://mail.example.com/events/mg").doesNotContain("first_report_at");

        post("pm", POSTMARK, "application/json", "{}");

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(TestKeys.call(daemon, KEY, "GET", "/providers/events", "")
                                .text())
                        .contains("first_report_at"));
        assertThat(TestKeys.call(daemon, KEY, "GET", "/providers/findings", "").text())
                .contains("no report has arrived yet")
                .contains("reports arrive since");
    }
}
