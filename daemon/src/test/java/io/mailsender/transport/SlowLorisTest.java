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
 * A thousand connections keep the daemon waiting, on a port limited to three hundred: a good client is still served.
 * {@code bench/slow-loris} measures how fast.
 */
class SlowLorisTest {

    private static final int ATTACKERS = 1_000;
    private static final int MAX = 300;
    /** How often a good client may reconnect before it counts as not served. */
    private static final int TRIES = 20;
    /** Requests before the attack, so that the code is compiled when it is measured. */
    private static final int WARM_UP = Integer.getInteger("warm-up", 0);

    private static final List<String> BEGINNINGS = List.of(
            "GET /providers HTTP/1.1\r\nHost: localhost\r\nX-A: ",
            head("POST", "/send", "Content-Type: application/json", "Content-Length: 100000") + "{",
            head("GET", "/swagger-ui/res/swagger-ui-bundle.js") + "GET /");

    @Test
    void aGoodClientIsServed() throws Exception {
        List<RawConnection> attackers = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean over = new AtomicBoolean();
        try (TestDaemon daemon = TestDaemon.with(
                Map.of(
                        "server.max-connections", MAX,
                        // Or a slow machine would close attackers before there are too many.
                        "server.head-timeout", "5m",
                        "server.body-timeout", "5m",
                        "server.write-timeout", "5m"),
                new ScriptedProvider("p"))) {
            for (int i = 0; i < WARM_UP; i++) {
                send(daemon);
            }
            AdmissionControl control = daemon.context().getBean(AdmissionControl.class);
            int most = 0;
            for (int i = 0; i < ATTACKERS; i++) {
                attackers.add(attacker(daemon, i));
                most = Math.max(most, control.openConnections());
            }
            Thread attack = new Thread(() -> attack(daemon, attackers, over));
            attack.start();

            List<Duration> took = new ArrayList<>();
            int cutOff = 0;
            for (int i = 0; i < 300; i++) {
                long start = System.nanoTime();
                cutOff += sendUntilServed(daemon);
                took.add(Duration.ofNanos(System.nanoTime() - start));
                most = Math.max(most, control.openConnections());
            }
            over.set(true);
            attack.join();

            Collections.sort(took);
            System.out.println("a good client beside " + ATTACKERS + " slow ones: p50 "
                    + took.get(took.size() / 2).toMillis() + " ms, p99 "
                    + took.get(took.size() * 99 / 100).toMillis() + " ms, had to come back " + cutOff + " times of "
                    + took.size());
            // How many are open while they are being refused depends on the machine.
            assertThat(most).as("connections").isBetween(MAX, ATTACKERS - 1);
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

    /** @return how often it reconnected because it was closed to make room for another connection */
    private static int sendUntilServed(TestDaemon daemon) throws IOException {
        for (int cutOff = 0; ; cutOff++) {
            try {
                send(daemon);
                return cutOff;
            } catch (IOException madeRoom) {
                if (cutOff == TRIES) {
                    throw madeRoom;
                }
            }
        }
    }

    /** Each attacker sends a byte now and then, and reconnects if it was closed. */
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
            // attack() reconnects it.
        }
        return attacker;
    }
}
