package io.mailsender.provider;

import io.netty.util.NetUtil;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one provider is reached. Providers with equal networks share their connections.
 *
 * @param direct whether there is no proxy although Micronaut's own configuration may have one
 * @param source the address of this machine that connections come from; {@code null} leaves it to the system
 */
public record OutgoingNetwork(
        @Nullable ProxyAddress proxy,
        boolean direct,
        NoProxyList noProxy,
        CertificateFiles certificates,
        @Nullable InetAddress source) {

    /** Without any of the settings. */
    public static final OutgoingNetwork DIRECT =
            new OutgoingNetwork(null, false, NoProxyList.of(null), CertificateFiles.NONE, null);

    /** The value that turns a setting off. */
    private static final String NONE = "none";

    /** The proxy to the host of a URL; empty if the host is reached directly. */
    public Optional<ProxyAddress> proxyTo(String host) {
        return Optional.ofNullable(proxy).filter(some -> !noProxy.contains(host));
    }

    /** Those of a host's addresses that can be reached from the source address: an IPv4 address cannot reach an IPv6 one. */
    public List<InetAddress> reachable(List<InetAddress> addresses) {
        return addresses.stream().filter(this::isReachable).toList();
    }

    private boolean isReachable(InetAddress address) {
        return source == null || source.getClass() == address.getClass();
    }

    /** Why no address of a host is {@linkplain #reachable reachable}. */
    public String unreachable(String host) {
        boolean v4 = source instanceof Inet4Address;
        return "source-address " + (source == null ? "" : source.getHostAddress()) + " is "
                + (v4 ? "IPv4, but " + host + " has IPv6" : "IPv6, but " + host + " has IPv4") + " addresses only";
    }

    /** Why a connection could not be made from the source address. */
    public String unusable(BindException reason) {
        return "source-address " + (source == null ? "" : source.getHostAddress()) + " cannot be used: "
                + reason.getMessage();
    }

    /** Whether everything is as in Micronaut's own configuration. */
    boolean isDefault() {
        return proxy == null && !direct && certificates.isEmpty() && source == null;
    }

    /** For a provider with an HTTP API. */
    static OutgoingNetwork http(OutgoingSettings all, OutgoingOverride own) {
        String proxy = first(own.proxy(), all.proxy());
        return new OutgoingNetwork(
                address(proxy),
                NONE.equals(proxy),
                NoProxyList.of(all.noProxy()),
                CertificateFiles.of(all, own),
                source(first(own.sourceAddress(), all.sourceAddress())));
    }

    /** For any other protocol: most proxies are for HTTP, so one must be named in the provider's own block. */
    static OutgoingNetwork other(OutgoingSettings all, OutgoingOverride own) {
        return new OutgoingNetwork(
                address(first(own.proxy(), null)),
                false,
                NoProxyList.of(null),
                CertificateFiles.NONE,
                source(first(own.sourceAddress(), all.sourceAddress())));
    }

    /** @throws IllegalArgumentException if a setting is wrong; the message begins with its name */
    static void require(
            @Nullable String proxy,
            @Nullable String clientCert,
            @Nullable String clientKey,
            @Nullable String sourceAddress) {
        address(first(proxy, null));
        source(first(sourceAddress, null));
        if ((clientCert == null) != (clientKey == null)) {
            throw new IllegalArgumentException("client-cert and client-key are needed together");
        }
    }

    private static @Nullable ProxyAddress address(@Nullable String proxy) {
        return proxy == null || proxy.equals(NONE) ? null : ProxyAddress.parse(proxy);
    }

    private static @Nullable InetAddress source(@Nullable String address) {
        if (address == null || address.equals(NONE)) {
            return null;
        }
        @Nullable InetAddress source = NetUtil.createInetAddressFromIpAddressString(address);
        if (source == null) {
            throw new IllegalArgumentException(
                    "source-address is not an address; write one of this machine, such as 203.0.113.7 or 2001:db8::7");
        }
        return source;
    }

    /** An empty value, as of an unset environment variable, is no value. */
    private static @Nullable String first(@Nullable String own, @Nullable String all) {
        String value = own == null || own.isBlank() ? all : own;
        return value == null || value.isBlank() ? null : value.strip();
    }
}
