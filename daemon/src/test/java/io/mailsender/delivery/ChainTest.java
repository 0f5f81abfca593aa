package io.mailsender.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.testing.Messages;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChainTest {

    private static final int MESSAGES = 20_000;
    private static final Instant DAY = Instant.parse("2026-12-01T12:00:00Z");

    private final Random random = new Random(16);

    /** symfony/symfony#37593: a failover transport began with a random one. */
    @Test
    void anOrderAlwaysBeginsWithItsFirst() {
        Chain chain = Chain.ordered(List.of("a", "b"));

        assertThat(firsts(chain, DAY)).isEqualTo(Map.of("a", MESSAGES));
    }

    /** symfony/symfony#31659: a round robin that keeps its place in memory sends the first mail of every process the same way. */
    @Test
    void weightsShareTheMessagesOutWithoutState() {
        Map<String, Integer> firsts = new TreeMap<>();
        for (int i = 0; i < MESSAGES; i++) {
            firsts.merge(weighted().order(message(DAY)).get(0), 1, Integer::sum);
        }

        assertThat(share(firsts, "a")).isCloseTo(0.2, within(0.015));
        assertThat(share(firsts, "b")).isCloseTo(0.7, within(0.015));
        assertThat(share(firsts, "c")).isCloseTo(0.1, within(0.015));
    }

    @Test
    void theOthersFollowByFallingShare() {
        for (int i = 0; i < 100; i++) {
            List<String> order = weighted().order(message(DAY));
            assertThat(order).isIn(List.of("a", "b", "c"), List.of("b", "a", "c"), List.of("c", "b", "a"));
        }
    }

    @Test
    void everyNodeAndEveryRetryDrawsTheSame() {
        for (int i = 0; i < 100; i++) {
            Message message = message(DAY);
            assertThat(weighted().order(message)).isEqualTo(weighted().order(message));
        }
    }

    @Test
    void aWarmUpRaisesTheShareDayByDay() {
        Chain chain = Chain.weighted(
                weights("old", 70, "new", 30), Map.of("new", new WarmUp(LocalDate.parse("2026-12-01"), 3)));

        assertThat(chain.shares(Instant.parse("2026-11-30T23:59:59Z"))).isEqualTo(Map.of("old", 1.0, "new", 0.0));
        assertThat(chain.shares(Instant.parse("2026-12-01T00:00:00Z")).get("new"))
                .isCloseTo(10 / 80.0, within(1e-9));
        assertThat(chain.shares(Instant.parse("2026-12-02T00:00:00Z")).get("new"))
                .isCloseTo(20 / 90.0, within(1e-9));
        assertThat(chain.shares(Instant.parse("2026-12-03T00:00:00Z")).get("new"))
                .isCloseTo(0.3, within(1e-9));
        assertThat(chain.shares(Instant.parse("2027-12-03T00:00:00Z")).get("new"))
                .isCloseTo(0.3, within(1e-9));
        assertThat(share(firsts(chain, Instant.parse("2026-12-01T08:00:00Z")), "new"))
                .isCloseTo(0.125, within(0.015));
    }

    /** warmbly/warmbly#501: one with the weight 0 was drawn nevertheless. Here it is only the last resort. */
    @Test
    void beforeItsWarmUpAProviderIsOnlyTheLast() {
        Chain chain = Chain.weighted(
                weights("new", 99, "old", 1), Map.of("new", new WarmUp(LocalDate.parse("2026-12-02"), 3)));

        assertThat(firsts(chain, DAY)).isEqualTo(Map.of("old", MESSAGES));
        assertThat(chain.order(message(DAY))).containsExactly("old", "new");
    }

    private static Chain weighted() {
        Map<String, Integer> weights = weights("a", 20, "b", 70);
        weights.put("c", 10);
        return Chain.weighted(weights, Map.of());
    }

    private static Map<String, Integer> weights(String first, int weight, String second, int other) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put(first, weight);
        weights.put(second, other);
        return weights;
    }

    private Map<String, Integer> firsts(Chain chain, Instant date) {
        Map<String, Integer> firsts = new TreeMap<>();
        for (int i = 0; i < MESSAGES; i++) {
            firsts.merge(chain.order(message(date)).get(0), 1, Integer::sum);
        }
        return firsts;
    }

    private static double share(Map<String, Integer> firsts, String name) {
        return firsts.getOrDefault(name, 0) / (double) MESSAGES;
    }

    private Message message(Instant date) {
        Message any = Messages.to("ann@example.com");
        // Seeded ids: the test never fails by chance.
        MessageId id = new MessageId(
                String.format("%016x%016x", random.nextLong(), random.nextLong()),
                any.id().domain());
        return new Message(id, date, any.originator(), any.destination(), any.content(), any.extras());
    }
}
