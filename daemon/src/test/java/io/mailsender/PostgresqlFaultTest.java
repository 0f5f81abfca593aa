package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.MailLoad;
import io.mailsender.testing.MailSink;
import io.mailsender.testing.Partition;
import io.mailsender.testing.Reckoning;
import io.mailsender.testing.TestPostgresql;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons on a PostgreSQL server; daemons and server fail in turn. */
class PostgresqlFaultTest {

    private static final Duration DEADLINE = Duration.ofSeconds(4);

    /** How long the daemon waits for a response of the server. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(4);

    private static final Duration LEASE = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private volatile List<URI> daemons = List.of();

    @Test
    void oneNodeMayPausePastItsLeaseWhileTheOtherIsKilled() throws Exception {
        try (MailSink sink = MailSink.start().delay(300);
                TestPostgresql postgresql = TestPostgresql.start();
                DaemonProcess paused = start(postgresql, sink, "paused");
                DaemonProcess killed = start(postgresql, sink, "killed")) {
            URI first = paused.awaitListening();
            URI second = killed.awaitListening();
            daemons = List.of(first, second);
            try (MailLoad load = MailLoad.start(12, this::any)) {
                await().until(() -> load.tokens() > 100);
                pauseUntilItLosesALease(paused, first, second);
                Thread.sleep(1_000);
                daemons = List.of(first);
                killed.kill();
                long before = load.tokens();
                await().until(() -> load.tokens() > before + 50);
                load.close();
                new Reckoning(first).awaitQuiet().settle(load, sink);
            }
        }
    }

    /** It loses none if it has no message in progress, or the other node is too busy to take one over, so it is paused again. */
    private void pauseUntilItLosesALease(DaemonProcess paused, URI first, URI second) throws Exception {
        Instant end = Instant.now().plus(Duration.ofMinutes(3));
        do {
            paused.pause();
            daemons = List.of(second);
            Thread.sleep(LEASE.plusSeconds(2).toMillis());
            paused.resume();
            daemons = List.of(first, second);
            Thread.sleep(DEADLINE.toMillis());
        } while (!paused.log().contains(" is lost") && Instant.now().isBefore(end));
        assertThat(paused.log()).contains(" is lost");
    }

    @Test
    void ifTheServerRestartsOrDropsConnectionsEveryRequestIsAnsweredAndNothingIsLost() throws Exception {
        Path data = directory.resolve("data");
        try (MailSink sink = MailSink.start().delay(60);
                TestPostgresql postgresql = TestPostgresql.start(data);
                DaemonProcess daemon = start(postgresql, sink, "daemon")) {
            daemons = List.of(daemon.awaitListening());
            try (MailLoad load = MailLoad.start(12, this::any)) {
                await().until(() -> load.tokens() > 50);
                for (int i = 0; i < 10; i++) {
                    postgresql.killConnections();
                    Thread.sleep(ThreadLocalRandom.current().nextInt(500));
                }
                recovers(load);
                postgresql.restart(data, Duration.ofSeconds(2));
                recovers(load);
                load.close();
                requireAllAnswered(load);
                new Reckoning(any()).awaitQuiet().settle(load, sink);
            }
        }
    }

    @Test
    void ifTheServerIsUnreachableEveryRequestIsAnsweredAndNothingIsLost() throws Exception {
        try (MailSink sink = MailSink.start().delay(60);
                TestPostgresql postgresql = TestPostgresql.start();
                Partition network = Partition.before(postgresql.port());
                DaemonProcess daemon = start(postgresql.urlAt(network.port()), sink, "daemon")) {
            daemons = List.of(daemon.awaitListening());
            try (MailLoad load = MailLoad.start(12, this::any)) {
                recovers(load);
                // Shorter and longer than the socket timeout.
                for (Duration silence : List.of(SOCKET_TIMEOUT.minusSeconds(1), SOCKET_TIMEOUT.plusSeconds(3))) {
                    network.cut();
                    Thread.sleep(silence.toMillis());
                    network.heal();
                    recovers(load);
                }
                load.close();
                requireAllAnswered(load);
                new Reckoning(any()).awaitQuiet().settle(load, sink);
            }
        }
    }

    private static void requireAllAnswered(MailLoad load) {
        assertThat(load.asked().values())
                .allSatisfy(asked -> assertThat(asked.status()).isNotZero());
    }

    private static void recovers(MailLoad load) {
        long before = load.tokens();
        await().until(() -> load.tokens() > before + 12);
    }

    private URI any() {
        List<URI> now = daemons;
        return now.get(ThreadLocalRandom.current().nextInt(now.size()));
    }

    private DaemonProcess start(TestPostgresql postgresql, MailSink sink, String name) throws Exception {
        return start(postgresql.url(), sink, name);
    }

    private DaemonProcess start(String url, MailSink sink, String name) throws Exception {
        Path config = Files.writeString(
                directory.resolve(name + ".yml"),
                "providers: " + sink.providers() + "\nserver: {port: 0}\n"
                        + "delivery: {deadline: " + DEADLINE.toSeconds() + "s, attempt-timeout: 2s}\n"
                        + "store: {kind: postgresql, url: '" + url + (url.contains("?") ? "&" : "?") + "socketTimeout="
                        + SOCKET_TIMEOUT.toSeconds() + "'}\n"
                        + "queue: {lease: " + LEASE.toSeconds() + "s, poll: 200ms}\nretry: {delay: 1s}\n");
        return DaemonProcess.start(config, directory.resolve(name + ".log"));
    }
}
