package io.mailsender.delivery;

import io.mailsender.message.Message;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The providers of a route, by name. Without weights they are tried in order. With weights, a message's id decides its first
 * provider, and the others follow by falling share: every node and every retry chooses the same one, without a shared count.
 *
 * @param names each once, in order
 * @param weights the weight of each name; empty if the order decides
 * @param warmUps of the names whose share still grows
 */
record Chain(List<String> names, Map<String, Integer> weights, Map<String, WarmUp> warmUps) {

    Chain {
        names = List.copyOf(names);
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        warmUps = Map.copyOf(warmUps);
    }

    static Chain ordered(List<String> names) {
        return new Chain(names, Map.of(), Map.of());
    }

    static Chain weighted(Map<String, Integer> weights, Map<String, WarmUp> warmUps) {
        return new Chain(List.copyOf(weights.keySet()), weights, warmUps);
    }

    /** The names in the order in which they are tried for a message. */
    List<String> order(Message message) {
        if (weights.isEmpty()) {
            return names;
        }
        Map<String, Double> shares = shares(message.date());
        List<String> order = new ArrayList<>(names);
        order.sort(Comparator.comparing(shares::get, Comparator.reverseOrder()));
        String first = drawn(shares, Draw.of(message.id(), ""));
        order.remove(first);
        order.add(0, first);
        return order;
    }

    private String drawn(Map<String, Double> shares, double draw) {
        double sum = 0;
        String last = names.get(0);
        for (Map.Entry<String, Double> share : shares.entrySet()) {
            if (share.getValue() > 0) {
                sum += share.getValue();
                last = share.getKey();
                if (draw < sum) {
                    return last;
                }
            }
        }
        // The shares add up to slightly less than 1.
        return last;
    }

    /** The share of the messages of a day (UTC) that each provider gets first, from 0 to 1; empty without weights. */
    Map<String, Double> shares(Instant at) {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        Map<String, Double> shares = new LinkedHashMap<>();
        weights.forEach((name, weight) -> {
            WarmUp warmUp = warmUps.get(name);
            shares.put(name, weight * (warmUp == null ? 1 : warmUp.part(day)));
        });
        double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        shares.replaceAll((name, share) -> share / sum);
        return shares;
    }
}
