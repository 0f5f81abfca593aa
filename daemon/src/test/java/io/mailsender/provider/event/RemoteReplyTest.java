package io.mailsender.provider.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a server did not take a message, by answers that mail servers are known to give; and the odd forms of members. */
class RemoteReplyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.1.1 <a@example.com>... User unknown|550|5.1.1|INVALID_ADDRESS",
                "smtp; 550 5.1.1 user unknown|550|5.1.1|INVALID_ADDRESS",
                "550-5.1.1 The email account that you tried to reach does not exist|550|5.1.1|INVALID_ADDRESS",
                "550 5.4.1 Recipient address rejected: Access denied|550|5.4.1|INVALID_ADDRESS",
                "5.4.4 unable to route|0|5.4.4|INVALID_ADDRESS",
                "4.4.4 unable to route|0|4.4.4|TIMED_OUT",
                "554 delivery error: This user doesn't have a yahoo.com account|554||INVALID_ADDRESS",
                "550 sender domain does not exist|550||BLOCKED",
                "450 4.1.8 Sender address rejected: Domain not found|450|4.1.8|BLOCKED",
                "452 4.2.2 The email account is over quota|452|4.2.2|MAILBOX_FULL",
                "552 Mailbox full|552||MAILBOX_FULL",
                "552 5.3.4 message too big|552|5.3.4|CONTENT",
                "554 5.7.1 Message rejected as spam|554|5.7.1|CONTENT",
                "550 5.7.1 blocked using zen.spamhaus.org|550|5.7.1|BLOCKED",
                "550 5.7.26 DMARC|550|5.7.26|BLOCKED",
                "421 4.7.0 try later|421|4.7.0|BLOCKED",
                "451 timed out|451||TIMED_OUT",
                "host 192.0.2.1 said no|0||OTHER",
                "550 5.1.1.9 not a code|550||OTHER",
                "5501 no code|0||OTHER"
            })
    void knowsTheReason(String text, int code, String enhancedCode, EventReason reason) {
        RemoteReply reply = RemoteReply.parse(text);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.enhancedCode()).isEqualTo(enhancedCode == null ? "" : enhancedCode);
        assertThat(reply.reason()).isEqualTo(reason);
    }

    @Test
    void prefersTheCodesOfTheReport() {
        assertThat(RemoteReply.of(551, "5.2.2", "550 5.1.1 x").reason()).isEqualTo(EventReason.MAILBOX_FULL);
        assertThat(RemoteReply.of(605, "", "550 x").code()).isEqualTo(550);
        assertThat(RemoteReply.of(0, "5", "x").enhancedCode()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2016-01-27T14:59:44.101Z, 2016-01-27T14:59:44.101Z",
        "2023-02-22T23:41:11.894719+00:00, 2023-02-22T23:41:11.894719Z",
        "2026-11-22 23:41:12.126+00, 2026-11-22T23:41:12.126Z",
        "2026-11-22T23:41:12+0200, 2026-11-22T21:41:12Z",
        "2026-11-22T23:41:12, 2026-11-22T23:41:12Z",
        "1969-12-31T23:59:59Z,",
        "yesterday,",
        "+999999999-12-31T23:59:59Z,"
    })
    void readsTimesOfIso8601(String text, String expected) {
        JsonNode json = JsonNode.createObjectNode(Map.of("at", JsonNode.createStringNode(text)));
        assertThat(EventJson.iso(json, "at").orElse(null)).isEqualTo(expected == null ? null : Instant.parse(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a@Example.com|a@example.com",
                "<a@example.com>|a@example.com",
                "Jane Doe <a@example.com>|a@example.com",
                "\"Doe, Jane\" <a@example.com>|a@example.com",
                "a@example.com, b@example.com|",
                "A <a@example.com>, B <b@example.com>|",
                "invalid@invalid|",
                "nobody|"
            })
    void readsAddresses(String text, String expected) {
        assertThat(EventAddress.parse(text).map(Object::toString).orElse(null)).isEqualTo(expected);
    }

    @Test
    void leavesOutAnItemThatCannotBeRead() {
        assertThat(EventBatch.read("main", List.of(1, 2, 3), item -> {
                    if (item == 2) {
                        throw new IllegalStateException("secret content");
                    }
                    return List.of(new ProviderEvent(
                            EventType.OTHER,
                            String.valueOf(item),
                            Instant.EPOCH,
                            new ProviderEvent.Subject(null, List.of()),
                            null,
                            ProviderEvent.Detail.NONE));
                }))
                .extracting(ProviderEvent::id)
                .containsExactly("1", "3");
    }
}
