package io.mailsender.provider;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Secondary;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Looks up the providers' hosts without blocking. The JDK's own look-up would block the event loop, and with it all other requests,
 * while a name server is silent. It reads /etc/hosts and /etc/resolv.conf, and ignores other sources in nsswitch.conf.
 */
@Factory
final class ProviderDns {

    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);

    /** Replaced by any other bean of the same name. */
    @Singleton
    @Secondary
    @Named(ProviderHttp.CLIENT)
    AddressResolverGroup<InetSocketAddress> resolver() {
        return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(NioDatagramChannel.class)
                // For answers too large for UDP (RFC 7766).
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(QUERY_TIMEOUT.toMillis()));
    }
}
