package io.mailsender.submission;

import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static io.mailsender.testing.Outcomes.UNSUPPORTED;
import static io.mailsender.testing.Outcomes.throttledFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Calendar;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Reply;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract with callers: fields, status codes and names. An existing client relies on much of it. */
class SendApiTest {

    private static final String MAIL = "{\"to\":[\"ann@example.com\"],\"subject\":\"Hi\",\"text\":\"Hello\"}";

    private final ScriptedProvider first = new ScriptedProvider("amazon_ses");
    private final ScriptedProvider second = new ScriptedProvider("mailgun");
    private final TestDaemon daemon = TestDaemon.with(first, second);

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void answers200WithTheProviderUsed() {
        Answer answer = daemon.post("/send", MAIL);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().get("status").getStringValue()).isEqualTo("sent");
        assertThat(answer.json().get("provider_used").getStringValue()).isEqualTo("amazon_ses");
        assertThat(answer.json().get("possible_duplicate").getBooleanValue()).isFalse();
        assertThat(answer.json().get("id").getStringValue())
                .isEqualTo(first.calls().get(0).message().id().value());
    }

    @Test
    void listsTheAttemptsInOrder() {
        first.answers(UNREACHABLE);

        Answer answer = daemon.post("/send", MAIL);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("provider_used").getStringValue()).isEqualTo("mailgun");
        var attempt = answer.json().get("providers").get(0);
        assertThat(attempt.get("provider").getStringValue()).isEqualTo("amazon_ses");
        assertThat(attempt.get("status_code").getIntValue()).isEqualTo(503);
        assertThat(attempt.get("msg").getStringValue()).isEqualTo("not now");
        assertThat(attempt.get("outcome").getStringValue()).isEqualTo("unreachable");
        assertThat(attempt.get("duration_ms").isNumber()).isTrue();
        assertThat(answer.json()
                        .get("providers")
                        .get(1)
                        .get("provider_message_id")
                        .getStringValue())
                .isEqualTo("mailgun-1");
    }

    @Test
    void passesEveryFieldToTheProvider() {
        Answer answer = daemon.post("/send", """
                {"from":"Example Shop","from_address":"billing@example.com",
                 "to":["Ann <ann@example.com>"],"cc":["bob@example.com"],"bcc":["cy@example.com"],
                 "reply_to":["Help <help@example.com>"],"subject":"Grüße","text":"Hello","html":"<b>Hello</b>",
                 "attachments":[{"filename":"a.txt","content_type":"text/plain","content":"aGk="},
                                {"filename":"logo.png","content_type":"image/png","content":"AQI=","content_id":"logo"}],
                 "headers":{"X-Campaign":"spring"},"tags":["welcome"],"metadata":{"order":"42"},"on_unknown":"hold"}""");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        Message message = first.calls().get(0).message();
        assertThat(message.originator().displayName()).isEqualTo("Example Shop");
        assertThat(message.originator().address()).isEqualTo(EmailAddress.parse("billing@example.com"));
        assertThat(message.originator().replyTo()).containsExactly(Mailbox.parse("Help <help@example.com>"));
        assertThat(message.destination().to()).containsExactly(Mailbox.parse("Ann <ann@example.com>"));
        assertThat(message.destination().cc()).containsExactly(Mailbox.parse("bob@example.com"));
        assertThat(message.destination().bcc()).containsExactly(Mailbox.parse("cy@example.com"));
        assertThat(message.content().subject()).isEqualTo("Grüße");
        assertThat(message.content().text()).isEqualTo("Hello");
        assertThat(message.content().html()).isEqualTo("<b>Hello</b>");
        assertThat(message.content().attachments()).hasSize(2);
        assertThat(message.content().attachments().get(0).content())
                .isEqualTo("hi".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(message.content().attachments().get(1).contentId()).isEqualTo("logo");
        assertThat(message.extras().headers()).isEqualTo(Map.of("X-Campaign", "spring"));
        assertThat(message.extras().tags()).containsExactly("welcome");
        assertThat(message.extras().metadata()).isEqualTo(Map.of("order", "42"));
    }

    @Test
    void aMessageWithoutSubjectGetsNoSubject() {
        daemon.post("/send", "{\"to\":[\"ann@example.com\"]}");

        assertThat(first.calls().get(0).message().content().subject()).isEqualTo("No Subject");
    }

    @Test
    void answers503WhenNoProviderCouldTakeIt() {
        first.answers(throttledFor(Duration.ofSeconds(90)));
        second.answers(throttledFor(Duration.ofSeconds(40)));

        Answer answer = daemon.post("/send", MAIL);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.header("Retry-After")).isIn("39", "40");
        assertThat(answer.json().get("providers").size()).isEqualTo(2);
        assertThat(answer.json().get("possible_duplicate").getBooleanValue()).isFalse();
    }

    @Test
    void answers422WhenTheMessageIsRejected() {
        first.answers(REJECTED);

        Answer answer = daemon.post("/send", MAIL);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("providers").get(0).get("outcome").getStringValue())
                .isEqualTo("rejected");
        assertThat(detail(answer))
                .isEqualTo(
                        "amazon_ses rejected the message: no such address. That is final; no further provider was tried.");
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void answers422WhenNoProviderSupportsIt() {
        first.answers(UNSUPPORTED);
        second.answers(UNSUPPORTED);

        Answer answer = daemon.post("/send", MAIL);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(detail(answer))
                .isEqualTo("No configured provider supports this message. amazon_ses: not now. mailgun: not now.");
    }

    @Test
    void marksAResentMessageAsPossibleDuplicate() {
        first.answers(UNKNOWN);

        Answer answer = daemon.post("/send", MAIL);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("possible_duplicate").getBooleanValue()).isTrue();
    }

    @Test
    void answers504WhenNobodyCanTell() {
        first.answers(UNKNOWN);

        Answer answer = daemon.post("/send", "{\"to\":[\"ann@example.com\"],\"on_unknown\":\"hold\"}");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.json().get("possible_duplicate").getBooleanValue()).isTrue();
        assertThat(answer.json().get("id").getStringValue()).isNotEmpty();
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void answers504AfterAFailedUnknownToo() {
        first.answers(UNKNOWN);

        assertThat(daemon.post("/send", "{\"to\":[\"ann@example.com\"],\"on_unknown\":\"fail\"}")
                        .status())
                .isEqualTo(504);
    }

    @Test
    void listsRefusedRecipients() {
        first.answers(new Sent(
                new Reply(250, "queued"),
                "1",
                Map.of(EmailAddress.parse("bob@example.com"), new Rejected(new Reply(550, "no such user")))));

        Answer answer = daemon.post("/send", "{\"to\":[\"ann@example.com\",\"bob@example.com\"]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("refused").get(0).get("address").getStringValue())
                .isEqualTo("bob@example.com");
        assertThat(answer.json().get("refused").get(0).get("msg").getStringValue())
                .isEqualTo("no such user");
    }

    @Test
    void saysThatAsynchronousSendsNeedAStore() {
        Answer answer = daemon.send(daemon.request("/send")
                .header("Content-Type", "application/json")
                .header("Prefer", "respond-async")
                .POST(HttpRequest.BodyPublishers.ofString(MAIL)));

        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.json().get("detail").getStringValue()).contains("Prefer: respond-async needs a store");
        assertThat(first.calls()).isEmpty();
    }

    @Test
    void saysThatIdempotencyNeedsAStore() {
        Answer answer = daemon.send(daemon.request("/send")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k1")
                .POST(HttpRequest.BodyPublishers.ofString(MAIL)));

        assertThat(answer.status()).isEqualTo(501);
        assertThat(first.calls()).isEmpty();
    }

    @Test
    void sendsToBccAloneAndAnInvitation() {
        Answer answer = daemon.post(
                "/send",
                "{\"bcc\":[\"dee@example.com\"],\"to\":null,\"calendar\":{\"method\":\"request\",\"content\":"
                        + "\"BEGIN:VCALENDAR\\nMETHOD:REQUEST\\nEND:VCALENDAR\"}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        Message message = first.calls().get(0).message();
        assertThat(message.destination().to()).isEmpty();
        assertThat(message.envelope().recipients()).containsExactly(EmailAddress.parse("dee@example.com"));
        assertThat(message.content().calendar())
                .isEqualTo(new Calendar("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", "REQUEST"));
    }

    @Test
    void sendsOneCopyToAnAddressAndKeepsAPersianName() {
        daemon.post(
                "/send",
                "{\"from\":\"می‌خواهم\",\"to\":[\"Ann <ann@example.com>\"],\"cc\":[\"ann@EXAMPLE.com\"],\"bcc\":[\"ann@example.com\"]}");

        Message message = first.calls().get(0).message();
        assertThat(message.originator().displayName()).isEqualTo("می‌خواهم");
        assertThat(message.destination())
                .isEqualTo(new Destination(List.of(Mailbox.parse("Ann <ann@example.com>")), List.of(), List.of()));
    }

    @Test
    void saysThatSendAtNeedsAStore() {
        Answer answer = daemon.post("/send", "{\"to\":[\"ann@example.com\"],\"send_at\":\"2030-01-31T08:00:00Z\"}");

        assertThat(answer.status()).isEqualTo(501);
        assertThat(first.calls()).isEmpty();
    }

    @Test
    void saysThatTheStatusOfMessagesNeedsAStore() {
        assertThat(daemon.get("/messages").status()).isEqualTo(501);
        assertThat(daemon.get("/messages/abc").status()).isEqualTo(501);
    }

    @Test
    void listsTheProvidersAndTheirHealth() {
        first.answers(throttledFor(Duration.ofSeconds(90)));
        daemon.post("/send", MAIL);

        Answer answer = daemon.get("/providers");

        assertThat(answer.status()).isEqualTo(200);
        var provider = answer.json().get("providers").get(0);
        assertThat(provider.get("name").getStringValue()).isEqualTo("amazon_ses");
        assertThat(provider.get("kind").getStringValue()).isEqualTo("scripted");
        assertThat(provider.get("health").getStringValue()).isEqualTo("resting");
        assertThat(provider.get("last_failure").get("status_code").getIntValue())
                .isEqualTo(429);
        assertThat(answer.json().get("providers").get(1).get("health").getStringValue())
                .isEqualTo("up");
        assertThat(answer.json().get("trial").getBooleanValue()).isFalse();
    }

    @Test
    void reportsTrialMode() {
        try (TestDaemon trial = TestDaemon.with(Map.of("mail-sender.trial", true), first)) {
            assertThat(trial.get("/providers").json().get("trial").getBooleanValue())
                    .isTrue();
        }
    }

    @Test
    void countsAttemptsAndFailovers() {
        first.answers(UNREACHABLE);
        daemon.post("/send", MAIL);

        String metrics = daemon.get("/prometheus").text();

        assertThat(metrics)
                .contains("mail_sender_attempts_seconds_count{outcome=\"unreachable\",provider=\"amazon_ses\"} 1")
                .contains("mail_sender_attempts_seconds_count{outcome=\"sent\",provider=\"mailgun\"} 1")
                .contains("mail_sender_attempts_seconds_bucket{outcome=\"sent\",provider=\"mailgun\",le=")
                .contains("mail_sender_failovers_total{from=\"amazon_ses\",to=\"mailgun\"} 1")
                .contains("mail_sender_provider_resting{provider=\"amazon_ses\"} 0")
                .contains("mail_sender_messages_total{route=\"default\",status=\"sent\"} 1");
    }

    private static String detail(Answer answer) {
        return answer.json().get("detail").getStringValue();
    }
}
