package io.mailsender.delivery;

import java.util.Comparator;
import java.util.List;

/**
 * Divides a rate limit among the nodes that share it. Every node computes the same division from the same figures: in proportion to what
 * each wants, but never more than the others have left in the period. So the shares never exceed the limit.
 */
final class LimitShare {

    /** A limit of at least this many for each node leaves one to a node that is idle, so that its next message need not wait. */
    private static final int GENEROUS = 10;

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
        long usedByOthers = nodes.stream()
                .filter(node -> !node.node().equals(self))
                .mapToLong(Demand::used)
                .sum();
        List<Demand> alive = nodes.stream().filter(Demand::alive).toList();
        long reserved = limit >= (long) GENEROUS * alive.size() ? 1 : 0;
        long share = reserved + byDemand(self, limit - reserved * alive.size(), alive, turn);
        return (int) Math.min(share, Math.max(0, limit - usedByOthers));
    }

    /** By the method of largest remainders, so that the shares add up to the limit. */
    private static long byDemand(String self, long limit, List<Demand> nodes, long turn) {
        long wanted = nodes.stream().mapToLong(Demand::wanted).sum();
        if (wanted == 0) {
            return limit;
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
