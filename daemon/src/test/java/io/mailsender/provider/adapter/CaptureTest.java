package io.mailsender.provider.adapter;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Attachment;
import io.mailsender.message.Calendar;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.CapturedMessage;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Provider;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.client.BlockingHttpClient;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.server.EmbeddedServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaptureTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final EmbeddedServer server = ApplicationContext.run(
            EmbeddedServer.class,
            Map.of(
                    "store.kind",
                    "none",
                    "order",
                    List.of("box"),
                    "providers.capture.box.name",
                    "box",
                    "providers.capture.box.keep",
                    2,
                    "providers.capture.box.from",
                    "own@x.org"));
    private final BlockingHttpClient http = server.getApplicationContext()
            .createBean(HttpClient.class, server.getURL())
            .toBlocking();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showsAnInvitation() {
        Message plain = message("s", null);
        Calendar calendar = Calendar.parse("BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR", null);
        send(new Message(
                plain.id(),
                plain.date(),
                plain.originator(),
                plain.destination(),
                new Content("s", "t", null, calendar, List.of()),
                plain.extras()));

        assertThat(captured())
                .singleElement()
                .satisfies(mail -> assertThat(mail.get("calendar"))
                        .isEqualTo(Map.of("method", "REQUEST", "content", calendar.content())));
    }

    @Test
    void showsTheMessage() {
        Message message = message("Grüße", null);
        Outcome outcome = send(message);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Sent.class, sent -> {
            assertThat(sent.providerMessageId()).isEqualTo("capture-1");
            assertThat(sent.refused()).isEmpty();
        });
        assertThat(captured()).singleElement().satisfies(mail -> {
            assertThat(mail.get("id")).isEqualTo("capture-1");
            assertThat(mail.get("message_id")).isEqualTo(message.id().value());
            assertThat(mail.get("provider")).isEqualTo("box");
            assertThat(mail.get("from")).isEqualTo("Shop <own@x.org>");
            assertThat(mail.get("to")).isEqualTo(List.of("Ann <ann@example.org>"));
            assertThat(mail.get("cc")).isEqualTo(List.of("cc@example.org"));
            assertThat(mail.get("bcc")).isEqualTo(List.of("bcc@example.org"));
            assertThat(mail.get("recipients"))
                    .isEqualTo(List.of("ann@example.org", "cc@example.org", "bcc@example.org"));
            assertThat(mail.get("subject")).isEqualTo("Grüße");
            assertThat(mail.get("text")).isEqualTo("hello");
            assertThat(mail.get("date")).isEqualTo("2026-01-02T03:04:05Z");
            assertThat(mail.get("headers")).isEqualTo(Map.of("X-Campaign", "7"));
            assertThat(mail.get("attachments"))
                    .isEqualTo(List.of(Map.of("filename", "a.pdf", "content_type", "application/pdf", "size", 3)));
        });
    }

    @Test
    void usesTheCallersSender() {
        send(message("s", EmailAddress.parse("other@example.net")));
        assertThat(captured()).singleElement().extracting("from").isEqualTo("Shop <other@example.net>");
    }

    @Test
    void keepsTheNewest() {
        List.of("one", "two", "three").forEach(subject -> send(message(subject, null)));
        assertThat(captured()).extracting("subject").containsExactly("three", "two");
    }

    @Test
    void cutsALargeText() {
        Message plain = message("s", null);
        send(new Message(
                plain.id(),
                plain.date(),
                plain.originator(),
                plain.destination(),
                new Content("s", "x".repeat(CapturedMessage.MAX_TEXT + 7), null, List.of()),
                plain.extras()));
        assertThat(captured())
                .singleElement()
                .satisfies(mail -> assertThat(String.valueOf(mail.get("text")))
                        .hasSizeLessThan(CapturedMessage.MAX_TEXT + 100)
                        .endsWith("x\n[7 more characters were not kept]"));
    }

    @Test
    void deletesTheMessages() {
        send(message("s", null));
        http.exchange(HttpRequest.DELETE("/captured"));
        assertThat(captured()).isEmpty();
    }

    @Test
    void isAbsentWithoutACaptureProvider() {
        try (EmbeddedServer other = ApplicationContext.run(
                EmbeddedServer.class,
                Map.of(
                        "store.kind",
                        "none",
                        "order",
                        List.of("drill"),
                        "providers.rehearsal.drill.name",
                        "drill",
                        "providers.rehearsal.drill.mode",
                        "refused"))) {
            BlockingHttpClient client = other.getApplicationContext()
                    .createBean(HttpClient.class, other.getURL())
                    .toBlocking();
            HttpClientResponseException answer = Assertions.catchThrowableOfType(
                    HttpClientResponseException.class, () -> client.exchange("/captured"));
            assertThat(answer.getStatus().getCode()).isEqualTo(404);
        }
    }

    @Test
    void isUnknownIfItsDelayIsTooLong() {
        Capture slow = new Capture(new Capture.Settings("slow", "own@x.org", 1, Duration.ofHours(1)));
        Message message = message("s", null);
        assertThat(slow.send(message, message.envelope(), Duration.ofMillis(20))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void keepsLateIfItsDelayIsLongerThanTheTimeout() {
        Capture slow = new Capture(new Capture.Settings("slow", "own@x.org", 1, Duration.ofMillis(40)));
        Message message = message("s", null);
        Outcome outcome = slow.send(message, message.envelope(), Duration.ofMillis(20))
                .toCompletableFuture()
                .join();
        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        assertThat(requireNonNull(((Outcome.Unknown) outcome).late())
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Outcome.Sent.class);
    }

    private Outcome send(Message message) {
        Provider provider = server.getApplicationContext().getBean(Provider.class, Qualifiers.byName("box"));
        Envelope envelope = message.envelope();
        return provider.send(message, envelope, TIMEOUT).toCompletableFuture().join();
    }

    private List<Map<String, Object>> captured() {
        return http.retrieve(HttpRequest.GET("/captured"), Argument.listOf(Argument.mapOf(String.class, Object.class)));
    }

    private static Message message(String subject, @Nullable EmailAddress from) {
        return new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.parse("2026-01-02T03:04:05Z"),
                new Originator("Shop", from, List.of()),
                new Destination(
                        List.of(Mailbox.parse("Ann <ann@example.org>")),
                        List.of(Mailbox.parse("cc@example.org")),
                        List.of(Mailbox.parse("bcc@example.org"))),
                new Content(
                        subject, "hello", null, List.of(new Attachment("a.pdf", "application/pdf", new byte[3], null))),
                new Extras(Map.of("X-Campaign", "7"), List.of(), Map.of()));
    }
}
