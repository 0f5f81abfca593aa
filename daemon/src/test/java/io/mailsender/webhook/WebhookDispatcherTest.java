package io.mailsender.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.store.TestStores;
import io.mailsender.store.TestStores.Opened;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.mailsender.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dispatcher with a real store and real receivers, on a clock that the test sets. */
class WebhookDispatcherTest {

    private static final String A = "aaaaaaaaaaaa";
    private static final String B = "bbbbbbbbbbbb";

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Opened opened;
    private WebhookStore store;
    private WebhookDispatcher dispatcher;
    private FaultyHttpServer receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = FaultyHttpServer.start();
        opened = TestStores.sqliteWithWebhooks(directory.resolve("mail.db"), clock);
        store = opened.webhooks();
        join(store.all());
        dispatcher = dispatcher(8);
    }

    private WebhookDispatcher dispatcher(int concurrency) throws Exception {
        WebhookSettings settings = new WebhookSettings(
                true,
                List.of("127.0.0.1"),
                Duration.ofSeconds(15),
                concurrency,
                Duration.ofDays(5),
                Duration.ofDays(7),
                Duration.ofMillis(20));
        WebhookClient client = new WebhookClient(
                settings.policy(),
                new FakeResolver(),
                SslContextBuilder.forClient().build(),
                Clock.systemUTC());
        return new WebhookDispatcher(
                        store,
                        client,
                        settings,
                        new RetrySchedule(new Random(1)),
                        new WebhookMetrics(store, meters),
                        Clock.systemUTC())
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        dispatcher.close();
        opened.close();
        receiver.close();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private Webhook add(String id, FaultyHttpServer server, String... events) {
        String url = "http://127.0.0.1:" + server.uri().getPort() + "/" + id;
        Webhook webhook = TestWebhooks.webhook(id, "", url, clock.instant(), events);
        assertThat(join(store.add(webhook))).isTrue();
        return webhook;
    }

    private void event(int number) {
        join(store.publish(
                WebhookEvent.of(WebhookType.PROVIDER_RESTING, clock.instant(), "{\"number\":" + number + "}")));
    }

    private List<WebhookDelivery> log(String id) {
        return join(store.deliveries(new DeliveryFilter(id, null, null, 1_000)));
    }

    private void awaitAttempts(int count) {
        await().untilAsserted(() ->
                assertThat(log(A)).isNotEmpty().allMatch(one -> one.log().size() == count));
    }

    private Webhook find(String id) {
        return join(store.all()).stream()
                .filter(webhook -> webhook.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aReceiverVerifiesWhatItGets() throws Exception {
        Webhook webhook = add(A, receiver);
        event(1);
        awaitAttempts(1);

        Request request = receiver.onlyRequest();
        verify(webhook.secret(), request);
        assertThat(request.header("webhook-id")).isEqualTo(log(A).get(0).id());
        assertThat(request.text()).startsWith("{\"type\":\"provider.resting\",\"timestamp\":\"2026-");
        assertThat(log(A).get(0).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void whileASecretIsRotatedBothSign() throws Exception {
        Webhook webhook = add(A, receiver);
        WebhookSecret second = WebhookSecret.random(new SecureRandom());
        join(store.rotate(A, second, clock.instant().plus(WebhookActions.OVERLAP)));
        event(1);
        awaitAttempts(1);
        verify(webhook.secret(), receiver.onlyRequest());
        verify(second, receiver.onlyRequest());
    }

    private static void verify(WebhookSecret secret, Request request) throws Exception {
        new com.standardwebhooks.Webhook(secret.text()).verify(request.text(), Map.copyOf(request.headers()));
    }

    @Test
    void retriesForThreeDaysByTheSchedule() {
        add(A, receiver);
        receiver.always(Behaviours.status(500));
        event(1);
        awaitAttempts(1);
        Instant first = clock.instant();
        for (int attempt = 1; attempt <= RetrySchedule.DELAYS.size(); attempt++) {
            Duration delay = RetrySchedule.DELAYS.get(attempt - 1);
            assertThat(log(A).get(0).due())
                    .isBetween(
                            clock.instant().plus(delay),
                            clock.instant()
                                    .plus(delay)
                                    .plus(delay.dividedBy(10))
                                    .plusSeconds(60));
            clock.advance(delay.plus(delay.dividedBy(9)).plusSeconds(70));
            awaitAttempts(attempt + 1);
        }
        assertThat(log(A).get(0).state()).isEqualTo(DeliveryState.FAILED);
        assertThat(Duration.between(first, clock.instant())).isBetween(Duration.ofDays(3), Duration.ofDays(4));
        assertThat(receiver.posts()).hasSize(10);
        assertThat(receiver.posts())
                .extracting(request -> request.header("webhook-id") + request.text())
                .containsOnly(receiver.posts().get(0).header("webhook-id")
                        + receiver.posts().get(0).text());

        receiver.always(Behaviours.status(204));
        join(store.resend(A, log(A).get(0).sequence()));
        // A receiver that failed in a row rests between two attempts.
        clock.advance(Duration.ofMinutes(1));
        await().until(() -> log(A).get(0).state() == DeliveryState.DELIVERED);
        assertThat(log(A).get(0).log()).hasSize(11);
    }

    @Test
    void aReceiverThatIsGoneIsDisabledAtOnce() {
        add(A, receiver);
        FaultyHttpServer admins = startServer();
        add(B, admins, "webhook.*");
        receiver.always(Behaviours.status(410));
        event(1);
        await().until(() -> !find(A).enabled());
        assertThat(find(A).reason()).contains("410");
        await().untilAsserted(() -> assertThat(admins.posts())
                .singleElement()
                .satisfies(post -> assertThat(post.text()).contains("webhook.disabled", A)));
        assertThat(meters.counter("mail.sender.webhooks.disabled").count()).isEqualTo(1);
        assertThat(log(A)).extracting(WebhookDelivery::state).containsExactly(DeliveryState.FAILED);
    }

    @Test
    void aReceiverThatFailsForDaysIsDisabled() {
        add(A, receiver);
        receiver.always(Behaviours.status(500));
        event(1);
        awaitAttempts(1);
        clock.advance(Duration.ofDays(4));
        event(2);
        await().untilAsserted(
                        () -> assertThat(log(A)).allMatch(one -> !one.log().isEmpty()));
        assertThat(find(A).enabled()).isTrue();
        clock.advance(Duration.ofDays(2));
        await().until(() -> !find(A).enabled());
        assertThat(find(A).reason()).contains("no delivery succeeded since");
    }

    @Test
    void heedsRetryAfter() {
        add(A, receiver);
        receiver.next(Behaviours.status(429, "Retry-After: 600"));
        event(1);
        awaitAttempts(1);
        event(2);
        clock.advance(Duration.ofSeconds(590));
        await().pollDelay(Duration.ofMillis(200)).until(() -> log(A).size() == 2);
        assertThat(receiver.posts()).as("none while it rests").hasSize(1);
        clock.advance(Duration.ofSeconds(20));
        await().untilAsserted(() -> assertThat(log(A)).allMatch(one -> one.state() == DeliveryState.DELIVERED));
        assertThat(receiver.posts()).hasSize(3);
    }

    @Test
    void aReceiverThatWasDownGetsEverything() throws Exception {
        add(A, receiver);
        int count = 50;
        receiver.always(exchange -> exchange.close(true));
        for (int i = 0; i < count; i++) {
            event(i);
        }
        await().untilAsserted(() ->
                assertThat(log(A)).hasSize(count).anyMatch(one -> !one.log().isEmpty()));
        receiver.always(Behaviours.status(200));
        await().untilAsserted(() -> {
            clock.advance(Duration.ofMinutes(2));
            assertThat(log(A)).allMatch(one -> one.state() == DeliveryState.DELIVERED);
        });
        List<String> got = new ArrayList<>();
        receiver.posts().forEach(post -> got.add(post.text().replaceAll(".*number\":(\\d+).*", "$1")));
        for (int i = 0; i < count; i++) {
            assertThat(got).contains(Integer.toString(i));
        }
    }

    @Test
    void aReceiverThatHangsDoesNotHoldUpAnother() throws Exception {
        receiver.always(exchange -> {
            exchange.receive();
            exchange.awaitClientClose();
        });
        add(A, receiver);
        FaultyHttpServer quick = startServer();
        add(B, quick);
        for (int i = 0; i < 30; i++) {
            event(i);
        }
        // Before the first attempt at the other one times out.
        await().untilAsserted(() -> assertThat(quick.posts()).hasSize(30));
        assertThat(log(A)).allMatch(one -> one.log().isEmpty());
        assertThat(receiver.connections()).isLessThanOrEqualTo(2);
    }

    @Test
    void deliversEvenIfEventsCannotBeHandedOver() throws Exception {
        add(A, receiver);
        receiver.next(Behaviours.status(500));
        event(1);
        awaitAttempts(1);
        TestStores.execute(directory.resolve("mail.db"), "ALTER TABLE webhook_sequence RENAME TO webhook_nothing");
        event(2);
        clock.advance(Duration.ofSeconds(10));
        awaitAttempts(2);

        TestStores.execute(directory.resolve("mail.db"), "ALTER TABLE webhook_nothing RENAME TO webhook_sequence");
        await().untilAsserted(() -> assertThat(log(A)).hasSize(2));
    }

    @Test
    void drainsBeforeItStops() throws Exception {
        add(A, receiver);
        var released = new CountDownLatch(1);
        receiver.always(exchange -> {
            exchange.receive();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            exchange.write("HTTP/1.1 204 No Content\r\n\r\n");
        });
        event(1);
        await().until(() -> receiver.posts().size() == 1);
        var drained = dispatcher.drain().toCompletableFuture();
        event(2);
        assertThat(drained).isNotDone();
        released.countDown();
        await().until(drained::isDone);
        assertThat(log(A)).isNotEmpty().allMatch(one -> one.state() == DeliveryState.DELIVERED);
        assertThat(receiver.posts()).hasSize(1);
    }

    private final List<FaultyHttpServer> servers = new ArrayList<>();

    private FaultyHttpServer startServer() {
        try {
            FaultyHttpServer server = FaultyHttpServer.start();
            servers.add(server);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stopServers() throws Exception {
        for (FaultyHttpServer server : servers) {
            server.close();
        }
    }
}
