package io.mailsender.provider;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** The configured providers, in order. */
@Singleton
public final class Providers {

    private final List<Provider> inOrder;

    /** @param order the names of all providers */
    public Providers(List<Provider> all, @Property(name = "order") List<String> order) {
        this.inOrder = all.stream()
                .sorted(Comparator.comparingInt(p -> order.indexOf(p.name())))
                .toList();
    }

    /** The providers in the order in which they are tried. */
    public List<Provider> inOrder() {
        return inOrder;
    }
}
