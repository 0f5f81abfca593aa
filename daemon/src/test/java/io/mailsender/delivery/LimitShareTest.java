package io.mailsender.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.LimitShare.Demand;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitShareTest {

    @Test
    void aNodeAloneHasTheWholeLimit() {
        assertThat(LimitShare.of("a", 14, List.of(new Demand("a", 14, 100, true)), 0))
                .isEqualTo(14);
        assertThat(LimitShare.of("a", 14, List.of(new Demand("a", 0, 0, true)), 0))
                .isEqualTo(14);
    }

    @Test
    void busyNodesShareByWhatTheyWant() {
        List<Demand> nodes = List.of(new Demand("a", 0, 300, true), new Demand("b", 0, 100, true));
        assertThat(shares(nodes, 42, 0)).containsExactly(31, 11);
    }

    /** A node that has used a daily limit leaves nothing, even after it has stopped. */
    @Test
    void whatOthersHaveUsedIsGone() {
        for (boolean alive : new boolean[] {true, false}) {
            List<Demand> nodes = List.of(new Demand("a", 150, 0, alive), new Demand("b", 0, 10, true));
            assertThat(LimitShare.of("b", 200, nodes, 0)).isEqualTo(alive ? 49 : 50);
        }
        assertThat(LimitShare.of("b", 200, List.of(new Demand("a", 250, 1, true), new Demand("b", 0, 1, true)), 0))
                .isZero();
    }

    @Test
    void anIdleNodeMaySendOneOfALargeLimit() {
        List<Demand> nodes = List.of(new Demand("a", 0, 50, true), new Demand("b", 0, 0, true));
        assertThat(shares(nodes, 20, 0)).containsExactly(19, 1);
        assertThat(shares(nodes, 2, 0)).containsExactly(1, 1);
        assertThat(shares(nodes, 1, 0)).containsExactly(1, 0);
    }

    /** 1/s for two nodes: sometimes one has it, sometimes the other. */
    @Test
    void aLimitSmallerThanTheNumberOfNodesGoesRound() {
        List<Demand> nodes = List.of(new Demand("a", 0, 5, true), new Demand("b", 0, 5, true));
        List<List<Integer>> seen = IntStream.range(0, 50)
                .mapToObj(turn -> shares(nodes, 1, turn))
                .distinct()
                .toList();
        assertThat(seen).containsExactlyInAnyOrder(List.of(1, 0), List.of(0, 1));
    }

    /** Whatever the figures, as long as all nodes see the same. */
    @Test
    void theSharesNeverExceedTheLimit() {
        Random random = new Random(4711);
        for (int i = 0; i < 2000; i++) {
            int limit = 1 + random.nextInt(100);
            List<Demand> nodes = new ArrayList<>();
            for (int n = 0; n < 1 + random.nextInt(6); n++) {
                nodes.add(new Demand("node-" + n, 0, random.nextInt(50), true));
            }
            long wanting = nodes.stream().filter(node -> node.wanted() > 0).count();
            int sum = shares(nodes, limit, i).stream().mapToInt(share -> share).sum();
            assertThat(sum)
                    .as("%s of %s", limit, nodes)
                    .isLessThanOrEqualTo(wanting == 0 ? limit * nodes.size() : limit);
            if (wanting > 0) {
                assertThat(sum).isEqualTo(limit);
            }
        }
    }

    /** What a node wants now must not count against what it has used in the whole period. */
    @Test
    void aNodeKeepsWhatItHasUsed() {
        List<Demand> nodes = List.of(new Demand("a", 300, 1, true), new Demand("b", 301, 0, true));
        assertThat(shares(nodes, 1000, 0)).containsExactly(698, 302);
    }

    private static List<Integer> shares(List<Demand> nodes, int limit, long turn) {
        return nodes.stream()
                .map(node -> LimitShare.of(node.node(), limit, nodes, turn))
                .toList();
    }
}
