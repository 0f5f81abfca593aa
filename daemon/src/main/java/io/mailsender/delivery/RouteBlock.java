package io.mailsender.delivery;

import io.mailsender.message.EmailAddress;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the block of one route. Every error begins with its place in {@code routes}. */
final class RouteBlock {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");
    private static final Set<String> PRIORITIES = new LinkedHashSet<>(List.of("high", "normal", "bulk"));
    private static final String ALL = "all";

    private final String name;
    private final Map<?, ?> block;

    /** @throws IllegalArgumentException if the name is not valid, or if it is not a block of known settings */
    RouteBlock(String name, Object block) {
        if (!NAME.matcher(name).matches() || name.equals(RouteTable.DEFAULT)) {
            throw new IllegalArgumentException(
                    name + ": a route's name has 1 to 64 lower-case letters, digits, - and _, and is not default");
        }
        this.name = name;
        this.block = block(name, block, "match", "order", "weights", "warm-up");
    }

    Route route() {
        return new Route(name, rule(), chain());
    }

    private @Nullable RouteRule rule() {
        Object match = block.get("match");
        String place = name + ".match";
        if (match == null) {
            return null;
        }
        if (ALL.equals(match)) {
            return RouteRule.ALL;
        }
        Map<?, ?> conditions =
                block(place, match, "api-keys", "tags", "priorities", "sender-domains", "recipient-domains");
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException(
                    place + " is empty; write all, or leave it out for a route that only messages with its name take");
        }
        Set<String> priorities = values(conditions, "priorities");
        priorities.stream().filter(word -> !PRIORITIES.contains(word)).forEach(word -> {
            throw new IllegalArgumentException(
                    place + ".priorities: " + word + " is unknown; write one of " + String.join(", ", PRIORITIES));
        });
        return new RouteRule(
                values(conditions, "api-keys"),
                values(conditions, "tags"),
                priorities,
                domains(conditions, "sender-domains"),
                domains(conditions, "recipient-domains"));
    }

    private Chain chain() {
        if (block.containsKey("order") == block.containsKey("weights")) {
            throw new IllegalArgumentException(name + " needs either order or weights");
        }
        if (block.containsKey("weights")) {
            Map<String, Integer> weights = weights();
            return Chain.weighted(weights, warmUps(weights));
        }
        if (block.containsKey("warm-up")) {
            throw new IllegalArgumentException(name + ".warm-up needs weights instead of order");
        }
        List<String> order = list(block.get("order"));
        if (order.isEmpty()) {
            throw new IllegalArgumentException(name + ".order must have a provider");
        }
        if (Set.copyOf(order).size() < order.size()) {
            throw new IllegalArgumentException(name + ".order lists a provider twice");
        }
        return Chain.ordered(order);
    }

    private Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        block(name + ".weights", block.get("weights"))
                .forEach((provider, weight) -> weights.put(
                        String.valueOf(provider), number(name + ".weights." + provider, String.valueOf(weight))));
        if (weights.isEmpty()) {
            throw new IllegalArgumentException(name + ".weights must have a provider");
        }
        return weights;
    }

    private Map<String, WarmUp> warmUps(Map<String, Integer> weights) {
        Map<String, WarmUp> warmUps = new LinkedHashMap<>();
        String place = name + ".warm-up";
        Object settings = block.get("warm-up");
        if (settings != null) {
            block(place, settings).forEach((provider, value) -> {
                String at = place + "." + provider;
                Map<?, ?> warmUp = block(at, value, "from", "days");
                warmUps.put(
                        String.valueOf(provider),
                        new WarmUp(date(at, warmUp.get("from")), number(at + ".days", warmUp.get("days"))));
            });
        }
        warmUps.keySet().stream().filter(p -> !weights.containsKey(p)).forEach(provider -> {
            throw new IllegalArgumentException(
                    place + "." + provider + " is not in " + name + ".weights; add it there");
        });
        if (warmUps.size() == weights.size()) {
            throw new IllegalArgumentException(
                    place + " has every provider of the route; leave out the one that takes the other messages");
        }
        return warmUps;
    }

    private static LocalDate date(String place, @Nullable Object text) {
        try {
            return LocalDate.parse(String.valueOf(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(place + ".from must be a day, such as 2030-01-31", e);
        }
    }

    private static int number(String place, @Nullable Object number) {
        String text = String.valueOf(number);
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(place + " must be a whole number from 1 to 999999");
        }
        return Integer.parseInt(text);
    }

    private Set<String> domains(Map<?, ?> conditions, String condition) {
        return values(conditions, condition).stream()
                .map(domain -> {
                    try {
                        return EmailAddress.parse("a@" + domain).domain();
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(
                                name + ".match." + condition + ": " + domain + " is not a domain, such as example.com",
                                e);
                    }
                })
                .collect(Collectors.toSet());
    }

    /** An empty list, such as one from a template, must not match everything. */
    private Set<String> values(Map<?, ?> conditions, String condition) {
        if (!conditions.containsKey(condition)) {
            return Set.of();
        }
        List<String> values = list(conditions.get(condition));
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    name + ".match." + condition + " must not be empty; leave it out if it does not matter");
        }
        return new LinkedHashSet<>(values);
    }

    private static List<String> list(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    /** @param settings the known keys; any if there are none */
    private static Map<?, ?> block(String place, @Nullable Object value, String... settings) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(place + " must be a block of settings");
        }
        Set<String> unknown = new TreeSet<>();
        map.keySet().forEach(key -> unknown.add(String.valueOf(key)));
        List.of(settings).forEach(unknown::remove);
        if (settings.length > 0 && !unknown.isEmpty()) {
            throw new IllegalArgumentException(place + "." + unknown.iterator().next() + ": unknown setting; known: "
                    + String.join(", ", settings));
        }
        return map;
    }
}
