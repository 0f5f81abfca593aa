package io.mailsender.config;

import io.mailsender.message.EmailAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the routes, by name, with the other settings: the providers, their senders, and the API keys. */
final class RouteCheck {

    private static final String ROUTES = "routes";
    private static final String API_KEYS = "api-keys";
    private static final String ANY_ROUTE = "*";

    private final FlatSettings settings;
    private final Map<?, ?> routes;

    RouteCheck(FlatSettings settings) {
        this.settings = settings;
        this.routes = map(settings.properties().get(ROUTES));
    }

    /**
     * The names of the providers in routes.
     *
     * @throws InvalidConfigurationException if there is no such provider
     */
    Set<String> providers() {
        Set<String> all = new LinkedHashSet<>();
        routes.forEach((name, block) -> {
            for (String setting : List.of("order", "weights")) {
                List<String> providers = chain(map(block).get(setting));
                providers.forEach(provider -> requireKnown(
                        ROUTES + "." + name + "." + setting,
                        "provider",
                        provider,
                        settings.kinds().keySet()));
                all.addAll(providers);
            }
        });
        return all;
    }

    /** @throws InvalidConfigurationException if a route can match no message, or if a key names a route that does not exist */
    void check() {
        routes.forEach((name, block) -> {
            Map<?, ?> match = map(map(block).get("match"));
            String place = ROUTES + "." + name + ".match.";
            list(match.get(API_KEYS)).forEach(key -> requireKey(place + API_KEYS, key));
            List<String> chain = chain(map(block).get("order"), map(block).get("weights"));
            list(match.get("sender-domains")).forEach(domain -> requireSender(place + "sender-domains", domain, chain));
        });
        map(settings.properties().get(API_KEYS))
                .forEach((key, block) -> list(map(block).get(ROUTES)).stream()
                        .filter(route -> !route.equals(ANY_ROUTE))
                        .forEach(route -> requireKnown(API_KEYS + "." + key + "." + ROUTES, "route", route, names())));
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        routes.keySet().forEach(name -> names.add(String.valueOf(name)));
        return names;
    }

    /** With a store, a key may be created there. */
    private void requireKey(String place, String key) {
        Set<String> configured = new LinkedHashSet<>();
        map(settings.properties().get(API_KEYS)).keySet().forEach(name -> configured.add(String.valueOf(name)));
        if ("none".equals(settings.properties().get("store.kind"))) {
            requireKnown(place, "API key", key, configured);
        }
    }

    private void requireSender(String place, String domain, List<String> chain) {
        if (chain.stream().noneMatch(provider -> maySend(provider, domain))) {
            throw new InvalidConfigurationException(
                    place,
                    "no provider of the route may send from " + domain + "; add it to the from-domains of "
                            + chain.get(0));
        }
    }

    private boolean maySend(String provider, String domain) {
        String prefix = "providers." + settings.kinds().get(provider) + "." + FlatSettings.id(provider) + ".";
        Object from = settings.properties().get(prefix + "from");
        // A provider without a sender of its own does not check senders.
        return from == null
                || EmailAddress.parse(from.toString()).domain().equals(aLabels(domain))
                || list(settings.properties().get(prefix + "from-domains")).stream()
                        .anyMatch(allowed -> aLabels(allowed).equals(aLabels(domain)));
    }

    private static String aLabels(String domain) {
        try {
            return EmailAddress.parse("a@" + domain).domain();
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }

    private static void requireKnown(String place, String what, String name, Set<String> known) {
        if (!known.contains(name)) {
            throw new InvalidConfigurationException(
                    place, "there is no " + what + " " + name + (known.isEmpty() ? "" : Suggestion.among(known, name)));
        }
    }

    private static List<String> chain(@Nullable Object... settings) {
        for (Object setting : settings) {
            if (setting != null) {
                return setting instanceof Map<?, ?> weights
                        ? weights.keySet().stream().map(String::valueOf).toList()
                        : list(setting);
            }
        }
        return List.of();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<String> list(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }
}
