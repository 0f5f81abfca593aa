package io.mailsender.delivery;

import io.mailsender.message.Message;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which route a message takes. That is decided once, when the message is accepted, and stored with it: a retry keeps its route, so that
 * a changed tag rule does not send half of a mailing through another provider.
 */
public final class RouteTable {

    /** The name of the default order, beside the names of routes. No route may have it. */
    public static final String DEFAULT = "default";

    /** Begins the route of a test of one provider. The names of routes have no colon. */
    private static final String TEST = "provider:";

    private final Chain order;
    private final Map<String, Route> routes = new LinkedHashMap<>();

    /**
     * @param order the names of the providers for messages that no route matches
     * @param routes in the order in which they are matched
     */
    RouteTable(List<String> order, List<Route> routes) {
        this.order = Chain.ordered(order);
        routes.forEach(route -> this.routes.put(route.name(), route));
    }

    /** The route that has only one provider, also while it rests by hand. Requests cannot name it. */
    public static String test(String provider) {
        return TEST + provider;
    }

    static boolean isTest(@Nullable String route) {
        return route != null && route.startsWith(TEST);
    }

    /** The names of the routes, in the order in which they are matched. */
    public List<String> names() {
        return List.copyOf(routes.keySet());
    }

    /**
     * Puts a message on the first route that matches it, or on the default order.
     *
     * @param owner the name of the caller's API key; empty if there are no keys
     * @param priority as a word
     */
    public Message route(Message message, String owner, String priority) {
        return message.withRoute(match(message, owner, priority));
    }

    /** A stored message: on its route if that still exists, else routed like a new one. */
    public Message current(Message stored, String owner, String priority) {
        return stored.route() == null || isTest(stored.route()) || routes.containsKey(stored.route())
                ? stored
                : route(stored, owner, priority);
    }

    private @Nullable String match(Message message, String owner, String priority) {
        return routes.values().stream()
                .filter(route -> route.rule() != null && route.rule().matches(message, owner, priority))
                .map(Route::name)
                .findFirst()
                .orElse(null);
    }

    /** The names of the providers of a message, in the order in which they are tried. */
    List<String> order(Message message) {
        return chain(message.route()).order(message);
    }

    /** The names of a route's providers. */
    public List<String> providers(String route) {
        return chain(route).names();
    }

    /** The share of the messages that each provider of a route gets first, from 0 to 1; empty if their order decides. */
    public Map<String, Double> shares(String route, Instant at) {
        return chain(route).shares(at);
    }

    private Chain chain(@Nullable String name) {
        if (name != null && isTest(name)) {
            String provider = name.substring(TEST.length());
            // Nobody else takes its place.
            return Chain.ordered(isKnown(provider) ? List.of(provider) : List.of());
        }
        Route route = name == null ? null : routes.get(name);
        return route == null ? order : route.chain();
    }

    private boolean isKnown(String provider) {
        return order.names().contains(provider)
                || routes.values().stream()
                        .anyMatch(route -> route.chain().names().contains(provider));
    }
}
