package io.mailsender.config;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of the providers in the order in which they are tried for messages without a route: each once, and all but those that only
 * routes name.
 */
@Singleton
public record OrderSetting(@Property(name = "order") List<String> names) {
    public OrderSetting {
        names = List.copyOf(names);
    }

    /**
     * @param listed the setting; {@code null} if absent, which is allowed with one provider
     * @param providers the names of all providers
     * @param routed the names of those in a route, which need not be listed
     * @throws InvalidConfigurationException if it lists one twice, or does not list one that it must
     */
    static OrderSetting of(@Nullable Object listed, Set<String> providers, Set<String> routed) {
        if (listed == null && providers.size() > 1) {
            throw wrong("missing; it must list " + String.join(", ", providers));
        }
        List<String> names = listed == null ? List.copyOf(providers) : strings(listed);
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!providers.contains(name)) {
                throw wrong("there is no provider " + name + Suggestion.among(providers, name));
            }
            if (!seen.add(name)) {
                throw wrong(name + " is listed twice");
            }
        }
        for (String name : providers) {
            if (!seen.contains(name) && !routed.contains(name)) {
                throw wrong("the provider " + name + " is not listed; add it, or put it into a route");
            }
        }
        if (names.isEmpty()) {
            throw wrong("must list a provider, for messages that no route matches");
        }
        return new OrderSetting(names);
    }

    private static List<String> strings(Object listed) {
        return (listed instanceof List<?> list ? list : List.of(listed))
                .stream().map(String::valueOf).toList();
    }

    private static InvalidConfigurationException wrong(String problem) {
        return new InvalidConfigurationException("order", problem);
    }
}
