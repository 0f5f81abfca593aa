package io.mailsender.queue;

import static io.mailsender.testing.Outcomes.throttledFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.delivery.DeliveryMetrics;
import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.LimitSettings;
import io.mailsender.delivery.NodeUse;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.ProviderHealth;
import io.mailsender.delivery.UsageExchange;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestPostgresql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes that share a store also share the rests and rate limits of the providers. */
class SharedUseTest {

    /**
     * Three nodes whose load changes all the time, with one exchange a second in which each sees figures of the others that are up to a
     * second old.
     *
     * @param error how many more than the limit may go out within one period
     */
    @ParameterizedTest
    @CsvSource({"12/s, 12", "60/m, 12", "600/h, 12"})
    void theLimitHoldsForAllNodesTogether(String rate, int error) {
        SettableClock clock = new SettableClock();
        LimitSettings limits = new LimitSettings(Map.of("p", rate), Map.of());
        List<ScriptedProvider> providers =
                IntStream.range(0, 3).mapToObj(i -> new ScriptedProvider("p")).toList();
        List<Failover> nodes = providers.stream()
                .map(provider -> failover(clock, limits, provider))
                .toList();
        Map<String, NodeUse> told = new TreeMap<>();
        Random random = new Random(17);
        List<Long> sent = new ArrayList<>();
        for (int step = 0; step < 1200; step++) {
            // Each node has its own second.
            int node = step % 3;
            told.put(
                    "node-" + node,
                    new NodeUse("node-" + node, clock.instant(), new UsageExchange(nodes.get(node)).use()));
            new UsageExchange(nodes.get(node)).share("node-" + node, List.copyOf(told.values()));
            for (int i = 0; i < 3; i++) {
                int before = providers.get(i).calls().size();
                int wanted = random.nextInt(1 + (step / 60 + i) % 3 * 4);
                for (int m = 0; m < wanted; m++) {
                    nodes.get(i).deliver(Messages.to("ann@example.com"), OnUnknown.HOLD);
                }
                for (int m = before; m < providers.get(i).calls().size(); m++) {
                    sent.add(clock.instant().toEpochMilli());
                }
            }
            clock.advance(Duration.ofMillis(333));
        }
        int limit = Integer.parseInt(rate.substring(0, rate.indexOf('/')));
        long period = rate.endsWith("s") ? 1_000 : rate.endsWith("m") ? 60_000 : 3_600_000;
        int most = 0;
        for (int first = 0, next = 0; next < sent.size(); next++) {
            for (; sent.get(next) - sent.get(first) >= period; first++) {}
            most = Math.max(most, next - first + 1);
        }
        assertThat(most).as("within one period").isLessThanOrEqualTo(limit + error);
        assertThat(sent).as("the limit is used").hasSizeGreaterThan(limit - 1);
    }

    @Test
    void aProviderThatRestsAtOneNodeRestsAtTheOthers() {
        SettableClock clock = new SettableClock();
        ScriptedProvider first = new ScriptedProvider("p").answers(throttledFor(Duration.ofSeconds(60)));
        Failover one = failover(clock, LimitSettings.NONE, first);
        Failover other = failover(clock, LimitSettings.NONE, new ScriptedProvider("p"));
        one.deliver(Messages.to("ann@example.com"), OnUnknown.HOLD);

        exchange(clock, one, other);
        assertThat(health(other).state()).isEqualTo(ProviderHealth.State.RESTING);

        // What another node said is not told on: otherwise the rest would never end.
        clock.advance(Duration.ofSeconds(59));
        exchange(clock, one, other);
        clock.advance(Duration.ofSeconds(1));
        exchange(clock, other, one);
        assertThat(health(other).state()).isEqualTo(ProviderHealth.State.PROBING);
        other.deliver(Messages.to("bob@example.com"), OnUnknown.HOLD);
        assertThat(health(other).state()).isEqualTo(ProviderHealth.State.UP);
        exchange(clock, one, other);
        assertThat(health(other).state()).isEqualTo(ProviderHealth.State.UP);
    }

    @Test
    void twoDaemonsShareALimit() throws Exception {
        ScriptedProvider here = new ScriptedProvider("p");
        ScriptedProvider there = new ScriptedProvider("p");
        try (TestPostgresql database = TestPostgresql.start();
                TestDaemon one = daemon(database, here);
                TestDaemon other = daemon(database, there)) {
            await().until(() -> {
                usedBy(one);
                usedBy(other);
                return here.calls().size() + there.calls().size() >= 5;
            });
            // What both send before they know of each other is the error that docs/configuration.md names.
            await().until(() -> usedBy(one).equals("second") && usedBy(other).equals("second"));
            assertThat(here.calls().size() + there.calls().size()).isBetween(5, 8);
        }
    }

    @Test
    void twoDaemonsShareARest() throws Exception {
        ScriptedProvider here = new ScriptedProvider("p").answers(throttledFor(Duration.ofMinutes(5)));
        ScriptedProvider there = new ScriptedProvider("p");
        try (TestPostgresql database = TestPostgresql.start();
                TestDaemon one = daemon(database, here);
                TestDaemon other = daemon(database, there)) {
            assertThat(usedBy(one)).isEqualTo("second");
            await().until(() -> health(other).contains("resting"));
            assertThat(usedBy(other)).isEqualTo("second");
            assertThat(there.calls()).isEmpty();
        }
    }

    private static String usedBy(TestDaemon daemon) {
        return daemon.post("/send", "{\"to\": [\"ann@example.com\"]}")
                .json()
                .get("provider_used")
                .getStringValue();
    }

    private static List<String> health(TestDaemon daemon) {
        List<String> health = new ArrayList<>();
        daemon.get("/providers")
                .json()
                .get("providers")
                .values()
                .forEach(p -> health.add(p.get("health").getStringValue()));
        return health;
    }

    private static TestDaemon daemon(TestPostgresql database, ScriptedProvider first) {
        return TestDaemon.with(
                Map.of("store.kind", "postgresql", "store.url", database.url(), "limits.rate", Map.of("p", "5/h")),
                first,
                new ScriptedProvider("second"));
    }

    private static void exchange(SettableClock clock, Failover one, Failover other) {
        List<NodeUse> told = List.of(
                new NodeUse("one", clock.instant(), new UsageExchange(one).use()),
                new NodeUse("other", clock.instant(), new UsageExchange(other).use()));
        new UsageExchange(one).share("one", told);
        new UsageExchange(other).share("other", told);
    }

    private static ProviderHealth health(Failover failover) {
        return failover.health(failover.providers().get(0));
    }

    private static Failover failover(SettableClock clock, LimitSettings limits, ScriptedProvider provider) {
        return new Failover(
                List.of(provider),
                // A deadline that has no time to wait for a turn.
                new DeliverySettings(Duration.ofMillis(1), Duration.ofMillis(1), OnUnknown.RESEND, 1),
                TestDispatcher.HEALTH,
                limits,
                new DeliveryMetrics(new SimpleMeterRegistry()),
                clock);
    }
}
