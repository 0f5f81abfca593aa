package io.mailsender.delivery;

import java.util.Comparator;
import java.util.List;

/**
 * Divides a rate limit among the nodes that share it: each has what it has used itself, and a part of what nobody has used, in
 * proportion to what it wants. Every node computes the same division from the same figures, so the shares add up to the limit.
 */
final class LimitShare {

    private LimitShare() {}

    /**
     * One node's figures.
     *
     * @param used in the current period
     * @param wanted since the last exchange
     * @param alive whether the node is running; the others' shares also leave what a stopped one has used
     */
    record Demand(String node, long used, long wanted, boolean alive) {}

    /**
     * The share of one node.
     *
     * @param nodes all nodes, with this one
     * @param turn another number for each exchange, so that a limit smaller than the number of nodes goes round
     */
    static int of(String self, int limit, List<Demand> nodes, long turn) {
        long used = nodes.stream().mapToLong(Demand::used).sum();
        long own = nodes.stream()
                .filter(node -> node.node().equals(self))
                .mapToLong(Demand::used)
                .sum();
        List<Demand> alive = nodes.stream()
                .filter(node -> node.alive() || node.node().equals(self))
                .toList();
        long left = Math.max(0, limit - used);
        // One for a node that is idle, so that its next message need not wait for an exchange.
        long reserved = left >= alive.size() ? 1 : 0;
        return (int) Math.min(limit, own + reserved + byDemand(self, left - reserved * alive.size(), alive, turn));
    }

    /** By the method of largest remainders, so that the shares add up to the limit. */
    private static long byDemand(String self, long limit, List<Demand> nodes, long turn) {
        long wanted = nodes.stream().mapToLong(Demand::wanted).sum();
        if (wanted == 0) {
            // Equal parts; an exchange later they follow the demand.
            return limit / Math.max(1, nodes.size());
        }
        List<Demand> asking = nodes.stream()
                .filter(node -> node.wanted() > 0)
                .sorted(Comparator.comparing(Demand::node))
                .toList();
        List<Demand> byRemainder = asking.stream()
                .sorted(Comparator.comparingLong((Demand node) -> limit * node.wanted() % wanted)
                        .reversed()
                        .thenComparing(node -> Math.floorMod(asking.indexOf(node) + turn, asking.size())))
                .toList();
        long rest = limit
                - byRemainder.stream()
                        .mapToLong(node -> limit * node.wanted() / wanted)
                        .sum();
        for (int i = 0; i < byRemainder.size(); i++) {
            Demand node = byRemainder.get(i);
            if (node.node().equals(self)) {
                return limit * node.wanted() / wanted + (i < rest ? 1 : 0);
            }
        }
        return 0;
    }
}
