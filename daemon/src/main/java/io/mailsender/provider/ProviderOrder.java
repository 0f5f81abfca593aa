package io.mailsender.provider;

import io.mailsender.config.Configuration;
import io.mailsender.config.InvalidConfigurationException;
import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** The configured providers, and the order in which they are tried for messages without a route. */
@Singleton
public final class ProviderOrder {

    private final List<Provider> all;
    private final List<String> names;

    /** @param order the names of all providers but those that only routes name */
    public ProviderOrder(List<Provider> all, @Property(name = "order") List<String> order) {
        this.names = List.copyOf(order);
        this.all = all.stream()
                .sorted(Comparator.comparingInt((Provider p) -> place(p.name())).thenComparing(Provider::name))
                .toList();
    }

    private int place(String name) {
        int place = names.indexOf(name);
        return place < 0 ? names.size() : place;
    }

    /**
     * Creates every configured provider, so that one that cannot be created ends the start.
     *
     * @throws InvalidConfigurationException with the reason and the provider's block
     */
    public static void createAll(BeanContext context, Configuration configuration) {
        for (String name : configuration.providers()) {
            try {
                context.getBean(Provider.class, Qualifiers.byName(Configuration.beanName(name)));
            } catch (BeanContextException e) {
                throw configuration.invalid("providers." + name, e);
            }
        }
    }

    /** All providers: those in the order, then those that only routes name. */
    public List<Provider> all() {
        return all;
    }

    /** The names of the providers in the order. */
    public List<String> names() {
        return names;
    }
}
