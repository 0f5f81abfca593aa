package io.mailsender.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Reply;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WebhookPayloadTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static StoredMessage message(int recipients, String text, List<String> tags) {
        return new StoredMessage(
                "0".repeat(32),
                "<00000000000000000000000000000000@example.org>",
                "shop",
                DeliveryStatus.SENT,
                Priority.NORMAL,
                OnUnknown.RESEND,
                1,
                0,
                "Subject",
                tags,
                NOW,
                NOW,
                null,
                NOW,
                true,
                IntStream.range(0, recipients)
                        .mapToObj(i -> new RecipientStatus(
                                EmailAddress.parse("recipient-" + i + "@example.com"),
                                State.REFUSED,
                                new Reply(550, "5.1.1 " + text)))
                        .toList(),
                List.of());
    }

    private static String payload(StoredMessage message, Integer position) {
        byte[] bytes = new WebhookPayload()
                .payload(
                        new WebhookEvent(
                                position == null ? "message.sent" : "recipient.bounced",
                                message.id(),
                                position,
                                NOW,
                                null),
                        7,
                        message);
        assertThat(bytes).hasSizeLessThanOrEqualTo(WebhookPayload.MAX_SIZE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void hasTheWholeStateOfAMessage() {
        assertThat(payload(message(1, "no such user", List.of("a")), 0)).isEqualTo("""
                {"type":"recipient.bounced","timestamp":"2026-01-01T00:00:00Z","data":{"id":"00000000000000000000000000000000",\
                "sequence":7,"message_id":"<00000000000000000000000000000000@example.org>","api_key":"shop","status":"sent",\
                "possible_duplicate":true,"accepted_at":"2026-01-01T00:00:00Z","ended_at":"2026-01-01T00:00:00Z","tags":["a"],\
                "recipient":{"address":"recipient-0@example.com","state":"refused","status_code":550,"enhanced_code":"5.1.1",\
                "msg":"5.1.1 no such user"},"recipients":[{"address":"recipient-0@example.com","state":"refused","status_code":550,\
                "enhanced_code":"5.1.1","msg":"5.1.1 no such user"}]}}""");
    }

    @Test
    void leavesOutTextsFirst() {
        assertThat(payload(message(50, "x".repeat(290), List.of("a")), null))
                .contains("\"tags\":[\"a\"]", "recipient-49@")
                .doesNotContain("\"msg\"", "omitted");
    }

    @Test
    void thenTagsThenRecipients() {
        List<String> tags =
                IntStream.range(0, 40).mapToObj(i -> "t".repeat(990) + i).toList();
        assertThat(payload(message(50, "x", tags), null)).contains("\"tags_omitted\":40", "recipient-49@");
        assertThat(payload(message(1_000, "x".repeat(290), tags), 999))
                .contains("\"recipients_omitted\":", "\"recipient\":{\"address\":\"recipient-999@example.com\"");
    }

    @Test
    void quotesWhatComesFromOutside() {
        assertThat(payload(message(1, "a \"quote\" \\ and \u2028", List.of("\"}")), null))
                .contains("\"tags\":[\"\\\"}\"]", "a \\\"quote\\\" \\\\ and");
        assertThat(WebhookPayload.object("a", "\"", "b", null, "c", 5)).isEqualTo("{\"a\":\"\\\"\",\"c\":5}");
    }
}
