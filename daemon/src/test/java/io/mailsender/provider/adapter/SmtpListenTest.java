package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertUnavailable;
import static io.mailsender.provider.adapter.SmtpFixture.ADA;
import static io.mailsender.provider.adapter.SmtpFixture.message;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static io.mailsender.testing.ScriptedSmtpServer.CLOSE;
import static io.mailsender.testing.ScriptedSmtpServer.usual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.testing.ScriptedSmtpServer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that answers the final dot after the attempt's timeout (RFC 5321, section 4.5.3.2.6). */
class SmtpListenTest {

    private static final EmailAddress REFUSED = SmtpFixture.REFUSED;

    /** Long enough to reach the final dot. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicReference<String> dot = new AtomicReference<>("250 2.0.0 Ok: queued as LATE\r\n");
    /** Answers the dot when the test says so, and everything else immediately. */
    private final ScriptedSmtpServer server = new ScriptedSmtpServer((session, command) -> {
        if (command.equals(".") && session.number() <= slow()) {
            answer.await();
            return dot.get();
        }
        return command.startsWith("RCPT") && command.contains("refused")
                ? "550 5.1.1 no such user\r\n"
                : usual(command);
    });

    private volatile int slowSessions = 1;
    private Smtp smtp = smtp(SmtpListenerPool.LIMIT);

    @AfterEach
    void close() {
        answer.countDown();
        smtp.close();
        server.close();
    }

    @Test
    void reportsTheLateOutcome() throws Exception {
        Unknown unknown = unknown(send(message(REFUSED, ADA)));
        assertThat(unknown.reply().text()).isEqualTo("no answer within 2000 ms");
        assertThat(late(unknown)).isNotDone();

        answer.countDown();

        Sent sent = (Sent) late(unknown).get(1, TimeUnit.MINUTES);
        assertThat(sent.providerMessageId()).isEqualTo("LATE");
        assertThat(sent.refused()).containsOnlyKeys(REFUSED);
        assertThat(server.messages()).hasSize(1);
        assertThat(server.commands("DATA")).hasSize(1);
    }

    @Test
    void reportsALateRefusal() throws Exception {
        dot.set("554 5.6.0 no\r\n");
        Unknown unknown = unknown(send(message(ADA)));
        answer.countDown();

        assertThat(late(unknown).get(1, TimeUnit.MINUTES)).isInstanceOf(Rejected.class);
    }

    @Test
    void reportsALateUnavailable() throws Exception {
        dot.set("451 4.3.0 try again later\r\n");
        Unknown unknown = unknown(send(message(ADA)));
        answer.countDown();

        assertUnavailable(late(unknown).get(1, TimeUnit.MINUTES), Cause.THROTTLED);
    }

    @Test
    void staysUnknownIfTheServerCloses() throws Exception {
        dot.set(CLOSE);
        Unknown unknown = unknown(send(message(ADA)));
        answer.countDown();

        assertNeverKnown(unknown);
    }

    @Test
    void stopsListeningAfterTheLimit() throws Exception {
        smtp.close();
        smtp = smtp(Duration.ofMillis(200));

        assertNeverKnown(unknown(send(message(ADA))));
    }

    @Test
    void stopsListeningWhenItIsClosed() throws Exception {
        Unknown unknown = unknown(send(message(ADA)));
        smtp.close();

        assertNeverKnown(unknown);
    }

    @Test
    void doesNotListenOnceItIsClosed() throws Exception {
        CompletableFuture<Outcome> outcome = start(message(ADA), SHORT);
        await().until(() -> server.messages().size() == 1);
        smtp.close();

        assertThat(unknown(outcome.get(1, TimeUnit.MINUTES)).late()).isNull();
    }

    /** While both of two connections listen, two messages at a time are still sent. */
    @Test
    void delaysNoOtherMessage() throws Exception {
        slowSessions = 2;
        List<CompletableFuture<Outcome>> slow = List.of(start(message(ADA), SHORT), start(message(ADA), SHORT));
        for (CompletableFuture<Outcome> each : slow) {
            unknown(each.get(1, TimeUnit.MINUTES));
        }

        List<CompletableFuture<Outcome>> more = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            more.add(start(message(ADA), SmtpFixture.PLENTY));
        }
        for (CompletableFuture<Outcome> each : more) {
            assertThat(each.get(1, TimeUnit.MINUTES)).isInstanceOf(Sent.class);
        }
        answer.countDown();
        for (CompletableFuture<Outcome> each : slow) {
            assertThat(late(unknown(each.join())).get(1, TimeUnit.MINUTES)).isInstanceOf(Sent.class);
        }
        assertThat(send(message(ADA))).isInstanceOf(Sent.class);
    }

    /** Two connections have eight places for listeners. */
    @Test
    void stopsTheOldestListenerIfThereAreTooMany() throws Exception {
        slowSessions = Integer.MAX_VALUE;
        List<Unknown> unknown = new ArrayList<>();
        unknown.add(unknown(send(message(ADA))));
        for (int i = 0; i < 4; i++) {
            List<CompletableFuture<Outcome>> pair = List.of(start(message(ADA), SHORT), start(message(ADA), SHORT));
            for (CompletableFuture<Outcome> each : pair) {
                unknown.add(unknown(each.get(1, TimeUnit.MINUTES)));
            }
        }

        assertNeverKnown(unknown.get(0));
        assertThat(unknown.subList(1, 9)).noneMatch(each -> late(each).isDone());
        answer.countDown();
        for (Unknown each : unknown.subList(1, 9)) {
            assertThat(late(each).get(1, TimeUnit.MINUTES)).isInstanceOf(Sent.class);
        }
        assertThat(server.commands("DATA")).hasSize(9);
    }

    private int slow() {
        return slowSessions;
    }

    private Smtp smtp(Duration listenFor) {
        return new Smtp(
                settings(server.port(), Smtp.Tls.NONE, null, null),
                new SmtpDialer(InetAddress::getAllByName),
                listenFor,
                Optional.empty());
    }

    private Outcome send(Message message) throws Exception {
        return start(message, SHORT).get(1, TimeUnit.MINUTES);
    }

    private CompletableFuture<Outcome> start(Message message, Duration timeout) {
        return smtp.send(message, message.envelope(), timeout).toCompletableFuture();
    }

    private static Unknown unknown(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Unknown.class);
        return (Unknown) outcome;
    }

    private static CompletableFuture<Outcome> late(Unknown unknown) {
        return Objects.requireNonNull(unknown.late()).toCompletableFuture();
    }

    private static void assertNeverKnown(Unknown unknown) throws Exception {
        assertThat(late(unknown).get(1, TimeUnit.MINUTES))
                .isInstanceOfSatisfying(
                        Unknown.class, it -> assertThat(it.late()).isNull());
    }
}
