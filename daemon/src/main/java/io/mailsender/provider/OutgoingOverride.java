package io.mailsender.provider;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/**
 * The settings in one provider's block that replace {@link OutgoingSettings}. In the file these settings are part of the provider's block
 * ({@code providers.NAME.proxy}), for every kind that has {@link io.mailsender.config.SharedSettings}.
 *
 * @param proxy the URL of a proxy, or {@code none}
 * @param caFile certificates (PEM) of the authorities to trust instead of the Java runtime's
 * @param clientCert a client certificate (PEM)
 * @param clientKey its private key (PKCS #8, PEM)
 * @param sourceAddress the address of this machine that connections come from, or {@code none}
 */
@Introspected
@EachProperty(OutgoingOverride.PREFIX)
public record OutgoingOverride(
        @Nullable String proxy,
        @Nullable String caFile,
        @Nullable String clientCert,
        @Nullable String clientKey,
        @Nullable String sourceAddress) {

    /** The prefix of its properties in the context. */
    public static final String PREFIX = "provider-outgoing";

    static final OutgoingOverride NOTHING = new OutgoingOverride(null, null, null, null, null);

    /** @throws IllegalArgumentException if a value is wrong; it does not show the proxy's password */
    public OutgoingOverride {
        OutgoingNetwork.require(proxy, clientCert, clientKey, sourceAddress);
    }

    /** Without the proxy's password. */
    @Override
    public String toString() {
        return "OutgoingOverride[caFile=" + caFile + ", sourceAddress=" + sourceAddress + "]";
    }
}
