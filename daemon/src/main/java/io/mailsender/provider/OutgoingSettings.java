package io.mailsender.provider;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the daemon connects to the providers, unless a provider's block has another setting ({@link OutgoingOverride}).
 *
 * @param proxy the URL of a proxy for the HTTP providers, or {@code none}
 * @param noProxy hosts that are reached without it ({@link NoProxyList})
 * @param caFile certificates (PEM) of authorities that HTTP providers may have besides the Java runtime's, such as the one of a proxy
 *     that inspects TLS
 * @param clientCert a client certificate (PEM) for the HTTP providers
 * @param clientKey its private key (PKCS #8, PEM)
 * @param sourceAddress the address of this machine that connections come from
 */
@Introspected
@ConfigurationProperties("outgoing")
public record OutgoingSettings(
        @Nullable String proxy,
        @Nullable List<String> noProxy,
        @Nullable String caFile,
        @Nullable String clientCert,
        @Nullable String clientKey,
        @Nullable String sourceAddress) {

    /** @throws IllegalArgumentException if a value is wrong; it does not show the proxy's password */
    public OutgoingSettings {
        OutgoingNetwork.require(proxy, clientCert, clientKey, sourceAddress);
        NoProxyList.of(noProxy);
    }

    /** Without the proxy's password. */
    @Override
    public String toString() {
        return "OutgoingSettings[caFile=" + caFile + ", sourceAddress=" + sourceAddress + "]";
    }
}
