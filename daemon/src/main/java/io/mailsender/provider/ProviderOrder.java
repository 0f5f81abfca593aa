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

/** The configured providers, in order. */
@Singleton
public final class ProviderOrder {

    private final List<Provider> inOrder;

    /** @param order the names of all providers */
    public ProviderOrder(List<Provider> all, @Property(name = "order") List<String> order) {
        this.inOrder = all.stream()
                .sorted(Comparator.comparingInt(p -> order.indexOf(p.name())))
                .toList();
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

    /** The providers in the order in which they are tried. */
    public List<Provider> inOrder() {
        return inOrder;
    }
}
