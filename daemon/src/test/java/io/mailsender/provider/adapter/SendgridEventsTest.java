package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.EventSamples.assertRefused;
import static io.mailsender.provider.adapter.EventSamples.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventSource;
import io.mailsender.testing.EventLine;
import io.micronaut.json.tree.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SendGrid's events. The signed vector is that of sendgrid-java. Its class that verifies needs Bouncy Castle, which the tests do not have. */
class SendgridEventsTest {

    private static final JsonNode VECTOR =
            EventJson.parse(EventSamples.text("sendgrid/signature/vector.json")).orElseThrow();
    private static final long SIGNED = 1_600_112_502;
    private static final String ID = "0123456789abcdef0123456789abcdef";

    private KeyPair keys;
    private EventSource own;

    @BeforeEach
    void makeAKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        keys = generator.generateKeyPair();
        own = new SendgridEvents(
                "sendgrid", Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
    }

    @Test
    void readsEverySample() throws Exception {
        EventSamples.assertReadAsExpected("sendgrid/anymail", text -> read(own, signed(text)));
    }

    @Test
    void verifiesSendGridsOwnVector() throws Exception {
        byte[] body = EventSamples.bytes("sendgrid/signature/payload.bin");
        EventSource events = new SendgridEvents("sendgrid", vector("public_key"));
        assertThat(EventLine.of(read(events, post(body, vector("signature"), "1600112502", SIGNED))))
                .containsExactly(
                        "suppressed - suppressed - hello@world.com - "
                                + "LRzXl_NHStOGhQ4kofSm_A,LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9,"
                                + "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0 2020-09-14T19:41:32Z");

        EventPost good = post(body, vector("signature"), "1600112502", SIGNED);
        assertRefused(new SendgridEvents("sendgrid", vector("bad_public_key")), good, 401);
        assertRefused(events, post(body, vector("bad_signature"), "1600112502", SIGNED), 401);
    }

    @Test
    void refusesEveryChangedBit() throws Exception {
        byte[] body = EventSamples.bytes("sendgrid/signature/payload.bin");
        byte[] signature = Base64.getDecoder().decode(vector("signature"));
        EventSource events = new SendgridEvents("sendgrid", vector("public_key"));
        for (int at = 0; at < body.length; at++) {
            byte[] changed = EventSamples.flipped(body, at * 8 + at % 8);
            assertRefused(events, post(changed, vector("signature"), "1600112502", SIGNED), "body, byte " + at);
        }
        for (int bit = 0; bit < signature.length * 8; bit++) {
            String changed = Base64.getEncoder().encodeToString(EventSamples.flipped(signature, bit));
            assertRefused(events, post(body, changed, "1600112502", SIGNED), "signature, bit " + bit);
        }
        byte[] timestamp = "1600112502".getBytes(StandardCharsets.US_ASCII);
        for (int bit = 0; bit < timestamp.length * 8; bit++) {
            String changed = new String(EventSamples.flipped(timestamp, bit), StandardCharsets.ISO_8859_1);
            assertRefused(events, post(body, vector("signature"), changed, SIGNED), "timestamp, bit " + bit);
        }
        assertRefused(events, new EventPost(Map.of(), body, Instant.ofEpochSecond(SIGNED)), 401);
    }

    @ParameterizedTest
    @CsvSource({"3600, true", "3601, false", "-300, true", "-301, false"})
    void acceptsASignatureOfTheLastHour(int age, boolean accepted) throws Exception {
        EventSource events = new SendgridEvents("sendgrid", vector("public_key"));
        EventPost post = post(
                EventSamples.bytes("sendgrid/signature/payload.bin"), vector("signature"), "1600112502", SIGNED + age);
        if (accepted) {
            assertThat(read(events, post).events()).hasSize(1);
        } else {
            assertRefused(events, post, 401);
        }
    }

    @Test
    void takesTheKeyAsPemToo() throws Exception {
        String pem = "-----BEGIN PUBLIC KEY-----\n" + vector("public_key") + "\n-----END PUBLIC KEY-----\n";
        EventPost post =
                post(EventSamples.bytes("sendgrid/signature/payload.bin"), vector("signature"), "1600112502", SIGNED);
        assertThat(read(new SendgridEvents("sendgrid", pem), post).events()).hasSize(1);
        assertThatThrownBy(() -> new SendgridEvents("sendgrid", "abc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("event-public-key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"event\":\"bounce\",\"type\":\"blocked\",\"reason\":\"550 5.7.1 blocked by policy\"|bounced soft blocked 550",
                "\"event\":\"bounce\",\"type\":\"blocked\",\"reason\":\"550 5.1.1 no such user\"|bounced soft invalid_address 550",
                "\"event\":\"bounce\",\"type\":\"bounce\",\"reason\":\"552 5.2.2 full\",\"status\":\"5.2.2\"|bounced soft mailbox_full 552",
                "\"event\":\"bounce\",\"reason\":\"failed\",\"bounce_classification\":\"Invalid Address\"|bounced hard invalid_address -",
                "\"event\":\"bounce\",\"reason\":null,\"status\":5|bounced hard other -",
                "\"event\":\"dropped\",\"reason\":\"Spam Reporting Address\"|suppressed - suppressed -",
                "\"event\":\"dropped\",\"reason\":\"Spam Content (if spam checker app enabled)\"|rejected - content -",
                "\"event\":\"dropped\",\"reason\":\"Recipient List over Package Quota\"|rejected - other -",
                "\"event\":\"spamreport\"|complained - - -",
                "\"event\":\"unsubscribe\"|unsubscribed - - -",
                "\"event\":\"group_unsubscribe\"|unsubscribed - - -",
                "\"event\":\"group_resubscribe\"|other - - -",
                "\"event\":\"something_new\"|other - - -",
                "\"event\":null|other - - -"
            })
    void readsTheReason(String members, String expected) {
        String item = "{\"email\":\"Jane@Example.com\",\"timestamp\":\"1600112492\",\"mail-sender-id\":\"" + ID
                + "\",\"sg_message_id\":18446744073709551617," + members + "}";
        assertThat(EventLine.of(read(own, signed("[" + item + "]"))))
                .containsExactly(expected + " Jane@example.com " + ID + " 18446744073709551617 2020-09-14T19:41:32Z");
    }

    @Test
    void leavesOutWhatIsNoEvent() {
        String good = "{\"event\":\"open\",\"sg_message_id\":\"a.b\",\"email\":\"j@example.com\",\"timestamp\":1}";
        String body = "[null, 1, [], {}, {\"event\":\"account_status_change\"}, {\"event\":{},\"sg_message_id\":[]}, "
                + good + "]";
        assertThat(read(own, signed(body)).events()).hasSize(1);
        assertThat(read(own, signed(good)).events()).hasSize(1);
        assertThat(read(own, signed("[]")).events()).isEmpty();
        assertRefused(own, signed("[{]"), 400);
    }

    @Test
    void theIdOfARepetitionIsTheSame() {
        String item =
                "[{\"event\":\"open\",\"sg_message_id\":\"a.b\",\"sg_event_id\":\"1\",\"email\":\"j@example.com\",\"timestamp\":1}]";
        assertThat(id(item.replace("\"1\"", "\"2\""))).isEqualTo(id(item));
        assertThat(id(item.replace("j@", "k@"))).isNotEqualTo(id(item));
        assertThat(id(item.replace("open", "click"))).isNotEqualTo(id(item));
    }

    private String id(String body) {
        return read(own, signed(body)).events().get(0).id();
    }

    private EventPost signed(String text) {
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(String.valueOf(SIGNED).getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(keys.getPrivate());
            signer.update(all.toByteArray());
            String signature = Base64.getEncoder().encodeToString(signer.sign());
            return post(text.getBytes(StandardCharsets.UTF_8), signature, String.valueOf(SIGNED), SIGNED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventPost post(byte[] body, String signature, String timestamp, long now) {
        return new EventPost(
                Map.of(
                        "X-Twilio-Email-Event-Webhook-Signature", signature,
                        "X-Twilio-Email-Event-Webhook-Timestamp", timestamp),
                body,
                Instant.ofEpochSecond(now));
    }

    private static String vector(String name) {
        return EventJson.text(VECTOR, name).orElseThrow();
    }
}
