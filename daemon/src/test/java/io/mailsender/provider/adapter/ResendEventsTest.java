package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.EventSamples.assertRefused;
import static io.mailsender.provider.adapter.EventSamples.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.resend.services.webhooks.Webhooks;
import com.resend.services.webhooks.model.VerifyWebhookOptions;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventSource;
import io.mailsender.testing.EventLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resend's events. The signed vector is that of Standard Webhooks; resend-java verifies what the test signs. */
class ResendEventsTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String MSG = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long SIGNED = 1_614_265_330;
    private static final String ID = "0123456789abcdef0123456789abcdef";

    private final EventSource events = new ResendEvents("resend", SECRET);

    @Test
    void readsEverySample() throws Exception {
        EventSamples.assertReadAsExpected("resend/anymail", text -> read(events, signed(text, SIGNED, SIGNED)));
    }

    @Test
    void verifiesThePublishedVector() {
        EventPost post = post("{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", SIGNED);
        assertThat(read(events, post).events()).isEmpty();
    }

    @Test
    void refusesEveryChangedBit() {
        String body = "{\"test\": 2432232314}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            assertRefused(
                    events,
                    post(
                            Map.of(
                                    "svix-id",
                                    MSG,
                                    "svix-timestamp",
                                    String.valueOf(SIGNED),
                                    "svix-signature",
                                    signature),
                            EventSamples.flipped(bytes, bit),
                            SIGNED),
                    "body, bit " + bit);
        }
        Map<String, String> headers =
                Map.of("svix-id", MSG, "svix-timestamp", String.valueOf(SIGNED), "svix-signature", signature);
        headers.forEach((name, value) -> {
            byte[] good = value.getBytes(StandardCharsets.UTF_8);
            for (int bit = 0; bit < good.length * 8; bit++) {
                Map<String, String> changed = new HashMap<>(headers);
                changed.put(name, new String(EventSamples.flipped(good, bit), StandardCharsets.ISO_8859_1));
                assertRefused(events, post(changed, bytes, SIGNED), name + ", bit " + bit);
            }
            Map<String, String> without = new HashMap<>(headers);
            without.remove(name);
            assertRefused(events, post(without, bytes, SIGNED), 401);
        });
    }

    @Test
    void takesOneOfSeveralSignaturesAndTheStandardHeaders() {
        String good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        assertThat(read(events, post("{\"test\": 2432232314}", "v1a,abc v1,abc " + good, SIGNED))
                        .events())
                .isEmpty();
        assertThat(read(
                                events,
                                post(
                                        Map.of(
                                                "webhook-id",
                                                MSG,
                                                "webhook-timestamp",
                                                String.valueOf(SIGNED),
                                                "webhook-signature",
                                                good),
                                        body,
                                        SIGNED))
                        .events())
                .isEmpty();
        assertRefused(events, post("{\"test\": 2432232314}", good.replace("v1,", "v2,"), SIGNED), 401);
    }

    @ParameterizedTest
    @CsvSource({"300, true", "301, false", "-300, true", "-301, false"})
    void acceptsASignatureOfTheLastFiveMinutes(int age, boolean accepted) {
        EventPost post = signed("{\"type\":\"email.sent\",\"data\":{}}", SIGNED, SIGNED + age);
        if (accepted) {
            assertThat(read(events, post).events()).hasSize(1);
        } else {
            assertRefused(events, post, 401);
        }
    }

    @Test
    void resendsOwnClientVerifiesWhatTheTestSigns() throws Exception {
        long now = Instant.now().getEpochSecond();
        EventPost post = signed("{\"type\":\"email.sent\",\"data\":{}}", now, now);
        assertThat(read(events, post).events()).hasSize(1);
        new Webhooks("re_123")
                .verify(VerifyWebhookOptions.builder()
                        .payload(post.text())
                        .secret(SECRET)
                        .addHeader("svix-id", MSG)
                        .addHeader(
                                "svix-timestamp", post.header("svix-timestamp").orElseThrow())
                        .addHeader(
                                "svix-signature", post.header("svix-signature").orElseThrow())
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_", "", "whsec_äöü", "kanarienvogel"})
    void refusesAWrongSecretWithoutShowingIt(String secret) {
        assertThatThrownBy(() -> new ResendEvents("resend", secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("event-secret must be")
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email.bounced|\"bounce\":{\"type\":\"Permanent\",\"subType\":\"General\",\"message\":\"m\",\"diagnosticCode\":[\"smtp; 550 5.1.1 user unknown\"]}|bounced hard invalid_address 550",
                "email.bounced|\"bounce\":{\"type\":\"Transient\",\"subType\":\"MailboxFull\",\"message\":\"m\"}|bounced soft mailbox_full -",
                "email.bounced|\"bounce\":{\"type\":\"Undetermined\",\"message\":\"m\"}|bounced soft other -",
                "email.bounced|\"bounce\":{\"type\":\"Permanent\",\"subType\":\"Suppressed\",\"message\":\"m\"}|suppressed - suppressed -",
                "email.bounced|\"bounce\":{\"type\":\"Permanent\",\"subType\":\"OnAccountSuppressionList\"}|suppressed - suppressed -",
                "email.bounced|\"bounce\":null|bounced soft other -",
                "email.suppressed|\"suppressed\":{\"message\":\"m\",\"type\":\"OnAccountSuppressionList\"}|suppressed - suppressed -",
                "email.failed|\"failed\":{\"reason\":\"reached_daily_quota\"}|rejected - other -",
                "email.scheduled|\"a\":1|other - - -",
                "email.something_new|\"a\":1|other - - -"
            })
    void readsTheReason(String type, String members, String expected) {
        String body =
                event(type, "\"to\":[\"jane@example.com\"],\"tags\":{\"mail-sender-id\":\"" + ID + "\"}," + members);
        assertThat(EventLine.of(read(events, signed(body, SIGNED, SIGNED))))
                .containsExactly(expected + " jane@example.com " + ID + " e-1 2026-11-22T23:41:12.126Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"to\":[\"a@example.com\"]|a@example.com",
                "\"to\":\"A <a@example.com>\"|a@example.com",
                "\"to\":[\"a@example.com\"],\"cc\":[\"b@example.com\"]|-",
                "\"to\":[\"a@example.com\"],\"headers\":[{\"name\":\"Cc\",\"value\":\"b@example.com\"}]|-",
                "\"to\":[\"a@example.com\",\"b@example.com\"]|-",
                "\"to\":[\"a@example.com\",\"b@example.com\"],\"bounce\":{\"diagnosticCode\":[\"smtp; 550 <B@example.com>: no\"]}|b@example.com",
                "\"to\":[\"a@example.com\",\"ba@example.com\"],\"bounce\":{\"diagnosticCode\":[\"smtp; 550 <ba@example.com>: no\"]}|ba@example.com",
                "\"to\":[]|-",
                "\"to\":null|-"
            })
    void namesTheRecipientOnlyIfItIsKnown(String members, String expected) {
        String line = EventLine.of(read(events, signed(event("email.bounced", members), SIGNED, SIGNED)))
                .get(0);
        assertThat(line.split(" ")[4]).isEqualTo(expected);
    }

    @Test
    void readsTheOlderListOfTags() {
        String body = event(
                "email.opened",
                "\"tags\":[{\"name\":\"x\",\"value\":1},{\"name\":\"mail-sender-id\",\"value\":\"" + ID + "\"}]");
        assertThat(read(events, signed(body, SIGNED, SIGNED))
                        .events()
                        .get(0)
                        .subject()
                        .messageId())
                .isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"type\":\"contact.created\",\"data\":{}}",
                "{\"type\":\"email.sent\"}",
                "{\"type\":\"email.received\",\"data\":{}}",
                "{\"type\":\"suppression.added\",\"data\":{}}"
            })
    void leavesOutWhatIsAboutNoMail(String body) {
        assertThat(read(events, signed(body, SIGNED, SIGNED)).events()).isEmpty();
    }

    private static String event(String type, String members) {
        return "{\"type\":\"" + type
                + "\",\"created_at\":\"2026-11-22 23:41:12.126+00\",\"data\":{\"email_id\":\"e-1\"," + members + "}}";
    }

    private static EventPost signed(String body, long signed, long now) {
        byte[] key = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
        String signature =
                "v1," + Base64.getEncoder().encodeToString(EventSamples.hmac(key, MSG + "." + signed + "." + body));
        return post(
                Map.of("svix-id", MSG, "svix-timestamp", String.valueOf(signed), "svix-signature", signature),
                body.getBytes(StandardCharsets.UTF_8),
                now);
    }

    private static EventPost post(String body, String signature, long now) {
        return post(
                Map.of("svix-id", MSG, "svix-timestamp", String.valueOf(SIGNED), "svix-signature", signature),
                body.getBytes(StandardCharsets.UTF_8),
                now);
    }

    private static EventPost post(Map<String, String> headers, byte[] body, long now) {
        return new EventPost(headers, body, Instant.ofEpochSecond(now));
    }
}
