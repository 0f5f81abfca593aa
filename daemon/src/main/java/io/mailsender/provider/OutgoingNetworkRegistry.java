package io.mailsender.provider;

import io.mailsender.config.Configuration;
import io.micronaut.context.BeanContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Finds the network of a provider: the settings for all providers, replaced one by one by those of its own block. */
@Singleton
public final class OutgoingNetworkRegistry {

    private final OutgoingSettings all;
    private final BeanContext context;

    OutgoingNetworkRegistry(OutgoingSettings all, BeanContext context) {
        this.all = all;
        this.context = context;
    }

    /** @param bean the name of the provider's bean; {@code null} for a client that belongs to no provider */
    OutgoingNetwork http(@Nullable String bean) {
        return OutgoingNetwork.http(all, own(bean));
    }

    /** The network of a provider without an HTTP API. */
    public OutgoingNetwork other(String provider) {
        return OutgoingNetwork.other(all, own(Configuration.beanName(provider)));
    }

    private OutgoingOverride own(@Nullable String bean) {
        return bean == null
                ? OutgoingOverride.NOTHING
                : context.findBean(OutgoingOverride.class, Qualifiers.byName(bean))
                        .orElse(OutgoingOverride.NOTHING);
    }
}
