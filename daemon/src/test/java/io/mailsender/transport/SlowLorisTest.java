package io.mailsender.transport;

import static io.mailsender.testing.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.RawConnection;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * A thousand connections that each keep the daemon waiting, on a port that takes three hundred: a good client is served all the
 * same, and in time.
 */
class SlowLorisTest {

    private static final int ATTACKERS = 1_000;
    private static final int MAX = 300;

    private static final List<String> BEGINNINGS = List.of(
            "GET /providers HTTP/1.1\r\nHost: localhost\r\nX-A: ",
            head("POST", "/send", "Content-Type: application/json", "Content-Length: 100000") + "{",
            head("GET", "/swagger-ui/res/swagger-ui-bundle.js") + "GET /");

    @Test
    void aGoodClientIsServedInTime() throws Exception {
        List<RawConnection> attackers = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean over = new AtomicBoolean();
        try (TestDaemon daemon = TestDaemon.with(
                Map.of(
                        "server.max-connections", MAX,
                        // Or a slow machine would be rid of them before there are too many.
                        "server.head-timeout", "5m",
                        "server.body-timeout", "5m",
                        "server.write-timeout", "5m"),
                new ScriptedProvider("p"))) {
            for (int i = 0; i < 100; i++) {
                send(daemon); // before anything is compiled, each takes longer than what is measured here
            }
            Limits limits = daemon.context().getBean(Limits.class);
            int most = 0;
            for (int i = 0; i < ATTACKERS; i++) {
                attackers.add(attacker(daemon, i));
                most = Math.max(most, limits.open());
            }
            Thread attack = new Thread(() -> attack(daemon, attackers, over));
            attack.start();

            List<Duration> took = new ArrayList<>();
            int cutOff = 0;
            for (int i = 0; i < 300; i++) {
                long start = System.nanoTime();
                try {
                    send(daemon);
                } catch (IOException madeRoom) {
                    cutOff++; // It was the oldest for a moment, and comes back.
                    send(daemon);
                }
                took.add(Duration.ofNanos(System.nanoTime() - start));
                most = Math.max(most, limits.open());
            }
            over.set(true);
            attack.join();

            Collections.sort(took);
            assertThat(took.get(took.size() * 99 / 100)).as("p99").isLessThan(Duration.ofSeconds(1));
            assertThat(cutOff).as("good clients that had to come back").isLessThanOrEqualTo(3);
            // Twice as many at the most, and those that are being refused.
            assertThat(most).as("connections").isBetween(MAX, 2 * MAX + 4 * Connections.SPARE);
            for (RawConnection attacker : attackers) {
                attacker.close();
            }
        }
    }

    private static void send(TestDaemon daemon) throws IOException {
        try (RawConnection client = RawConnection.connect(daemon.uri("/"))) {
            assertThat(client.send(RawConnection.post("{\"to\":[\"ann@example.com\"]}"))
                            .status())
                    .isEqualTo(200);
        }
    }

    /** Each sends another byte now and then, and who was cut off comes back. */
    private static void attack(TestDaemon daemon, List<RawConnection> attackers, AtomicBoolean over) {
        for (int i = 0; !over.get(); i = (i + 1) % ATTACKERS) {
            try {
                Thread.sleep(5);
                attackers.get(i).send("x");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } catch (IOException cutOff) {
                try {
                    attackers.get(i).close();
                    attackers.set(i, attacker(daemon, i));
                } catch (IOException refused) {
                    // The next round tries again.
                }
            }
        }
    }

    private static RawConnection attacker(TestDaemon daemon, int number) throws IOException {
        RawConnection attacker = RawConnection.connect(daemon.uri("/"), 4_096);
        try {
            attacker.send(BEGINNINGS.get(number % BEGINNINGS.size()));
        } catch (IOException cutOff) {
            // It comes back.
        }
        return attacker;
    }
}
