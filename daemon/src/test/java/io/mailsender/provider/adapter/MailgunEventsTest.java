package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.EventSamples.assertRefused;
import static io.mailsender.provider.adapter.EventSamples.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventSource;
import io.mailsender.testing.EventLine;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mailgun's events. The samples are anymail's, signed with its key. */
class MailgunEventsTest {

    private static final String KEY = "TEST_WEBHOOK_SIGNING_KEY";
    private static final String TOKEN = "651869375b9df3c98fc15c4889b102119add1235c38fc92824";
    private static final long SIGNED = 1_534_108_637;
    private static final String ID = "0123456789abcdef0123456789abcdef";

    private final EventSource events =
            new MailgunEvents("mailgun", KEY, url -> CompletableFuture.completedFuture("registered"));

    @Test
    void readsEverySample() throws Exception {
        EventSamples.assertReadAsExpected("mailgun/anymail", text -> {
            EventReport report = read(events, post(text, signedAt(text)));
            assertThat(report.token()).isNotBlank();
            return report;
        });
    }

    @Test
    void refusesEveryChangedBitOfASignature() throws Exception {
        String text = EventSamples.text("mailgun/anymail/Mailgun.delivered_event.raw_event.json");
        for (String name : new String[] {"timestamp", "token", "signature"}) {
            String value = EventJson.text(EventJson.child(json(text), "signature"), name)
                    .orElseThrow();
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                // ISO 8859-1, so that every byte is a character.
                String changed = new String(EventSamples.flipped(bytes, bit), StandardCharsets.ISO_8859_1);
                assertRefused(events, post(text.replace(value, changed), SIGNED), name + ", bit " + bit);
            }
        }
    }

    @Test
    void returnsTheTokenSinceTheSignatureDoesNotCoverTheEvent() {
        EventReport report = read(events, post(body(event("delivered", "")), SIGNED));
        assertThat(report.token()).isEqualTo(TOKEN);
        // One digit moved from the token to the timestamp, or back: what is signed stays the same.
        assertRefused(
                events,
                post(body(event("delivered", ""), SIGNED + TOKEN.substring(0, 1), TOKEN.substring(1)), SIGNED),
                401);
        String time = String.valueOf(SIGNED);
        assertRefused(
                events,
                post(body(event("delivered", ""), time.substring(0, 9), time.substring(9) + TOKEN), SIGNED),
                401);
    }

    @ParameterizedTest
    @CsvSource({"43200, true", "43201, false", "-300, true", "-301, false"})
    void acceptsARepeatedPostForTwelveHours(int age, boolean accepted) {
        EventPost post = post(body(event("delivered", "")), SIGNED + age);
        if (accepted) {
            assertThat(read(events, post).events()).hasSize(1);
        } else {
            assertRefused(events, post, 401);
        }
    }

    @Test
    void acceptsTheSignatureOfTheParentAccount() {
        String body = "{\"signature\":{\"timestamp\":\"" + SIGNED + "\",\"token\":\"" + TOKEN
                + "\",\"signature\":\"ab\"},\"parent-signature\":" + signature(String.valueOf(SIGNED), TOKEN)
                + ",\"event-data\":" + event("opened", "") + "}";
        assertThat(read(events, post(body, SIGNED)).events()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "null", "{\"signature\":null}", "{\"signature\":[]}", "event=delivered&token=1"})
    void refusesWhatIsNotSigned(String body) {
        assertRefused(events, post(body, SIGNED), body);
    }

    @Test
    void readsNothingFromASignedPostWithoutAnEvent() {
        assertThat(read(events, post(body("null"), SIGNED)).events()).isEmpty();
        assertThat(read(events, post(body("\"ping\""), SIGNED)).events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failed|\"severity\":\"permanent\",\"reason\":\"suppress-bounce\",\"delivery-status\":{\"code\":605,\"message\":\"Not delivering to previously bounced address\"}|suppressed - suppressed -",
                "failed|\"severity\":\"permanent\",\"reason\":\"suppress-complaint\"|suppressed - suppressed -",
                "failed|\"severity\":\"permanent\",\"reason\":\"suppress-unsubscribe\"|suppressed - unsubscribed -",
                "failed|\"severity\":\"permanent\",\"reason\":\"old\",\"delivery-status\":{\"code\":602,\"message\":\"Too old\"}|bounced soft timed_out -",
                "failed|\"severity\":\"permanent\",\"reason\":\"generic\",\"delivery-status\":{\"code\":\"550\",\"enhanced-code\":\"5.7.1\",\"message\":\"blocked\"}|bounced soft blocked 550",
                "failed|\"severity\":\"permanent\",\"reason\":\"bounce\",\"delivery-status\":{\"code\":550,\"message\":\"no\"}|bounced hard other 550",
                "failed|\"severity\":\"permanent\",\"reason\":\"bounce\",\"delivery-status\":{\"code\":552,\"message\":\"5.2.2 Mailbox full\"}|bounced soft mailbox_full 552",
                "failed|\"severity\":null,\"reason\":7|deferred - other -",
                "rejected|\"reject\":{\"reason\":\"Message contains a virus\"}|rejected - content -",
                "stored|\"a\":1|other - - -",
                "list_member_uploaded|\"a\":1|other - - -"
            })
    void readsTheReason(String name, String members, String expected) {
        assertThat(EventLine.of(read(events, post(body(event(name, "," + members)), SIGNED))))
                .singleElement()
                .asString()
                .startsWith(expected + " jane@example.com " + ID);
    }

    @Test
    void idsAreTheSameForARepetitionAndDifferOtherwise() {
        String event = event("opened", "");
        String first = id(event);
        assertThat(id(event)).isEqualTo(first);
        assertThat(id(event.replace("opened", "clicked"))).isNotEqualTo(first);
        assertThat(id(event.replace("jane@", "joe@"))).isNotEqualTo(first);
        // Mailgun's id is unique within a day only.
        assertThat(id(event.replace("1534108637", "1534195037"))).isNotEqualTo(first);
    }

    private String id(String event) {
        return read(events, post(body(event), SIGNED)).events().get(0).id();
    }

    private static String event(String name, String members) {
        return "{\"event\":\"" + name
                + "\",\"id\":9007199254740993,\"timestamp\":\"1534108637.5\",\"recipient\":\"jane@example.com\","
                + "\"user-variables\":{\"mail-sender-id\":\"" + ID
                + "\"},\"message\":{\"headers\":{\"message-id\":\"1@mg\"}}"
                + members + "}";
    }

    private static String body(String event) {
        return body(event, String.valueOf(SIGNED), TOKEN);
    }

    private static String body(String event, String timestamp, String token) {
        return "{\"signature\":" + signature(timestamp, token) + ",\"event-data\":" + event + "}";
    }

    private static String signature(String timestamp, String token) {
        byte[] mac = EventSamples.hmac(KEY.getBytes(StandardCharsets.UTF_8), timestamp + token);
        return "{\"timestamp\":" + timestamp + ",\"token\":\"" + token + "\",\"signature\":\""
                + HexFormat.of().formatHex(mac) + "\"}";
    }

    private static EventPost post(String body, long now) {
        return new EventPost(Map.of(), body.getBytes(StandardCharsets.UTF_8), Instant.ofEpochSecond(now));
    }

    private static long signedAt(String text) {
        return EventJson.seconds(EventJson.child(json(text), "signature"), "timestamp")
                .orElseThrow()
                .getEpochSecond();
    }

    private static JsonNode json(String text) {
        return EventJson.parse(text).orElseThrow();
    }
}
