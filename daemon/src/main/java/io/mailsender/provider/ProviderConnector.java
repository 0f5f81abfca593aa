package io.mailsender.provider;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.client.netty.NettyClientCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the address of a host that is next in {@link AddressOrder}. Micronaut's client itself uses one address only: without a
 * route to it, as in a network without IPv6 or without IPv4, every attempt would fail. A channel can connect once, so
 * {@link ProviderHttp} tries again with a new one after a {@link ConnectFailedException}.
 */
@Singleton
final class ProviderConnector implements BeanCreatedEventListener<NettyClientCustomizer.Registry> {

    /** How many addresses of a host are tried. Each gets an equal share of the connect timeout. */
    private static final int MAX_ADDRESSES = 4;

    /** How long a proxy has to open its tunnel: as long as the client's pool allows for a whole connection. */
    private static final Duration PROXY_TIMEOUT = Duration.ofSeconds(5);

    /** The channel option with the {@link OutgoingNetwork} of a client: a client hands nothing else on to its connections. */
    static final String NETWORK = "mailsendernetwork";

    private static final ChannelOption<OutgoingNetwork> NETWORK_OPTION =
            ChannelOption.valueOf(NETWORK.toUpperCase(Locale.ROOT));

    private static final AttributeKey<Future<Channel>> TUNNEL = AttributeKey.valueOf("io.mailsender.tunnel");

    private final AddressResolverGroup<InetSocketAddress> dns;
    private final AddressOrder order = new AddressOrder();

    ProviderConnector(@Named(ProviderHttp.CLIENT) AddressResolverGroup<InetSocketAddress> dns) {
        this.dns = dns;
    }

    /**
     * The tunnel through a proxy. Netty's {@link ProxyHandler} holds back whatever is written to the channel until the tunnel is open,
     * and drops it if the proxy refuses.
     *
     * @return {@code null} if there is no proxy
     */
    static @Nullable Future<Channel> tunnel(Channel channel) {
        return channel.attr(TUNNEL).get();
    }

    @Override
    public NettyClientCustomizer.Registry onCreated(BeanCreatedEvent<NettyClientCustomizer.Registry> event) {
        event.getBean().register(new Customizer());
        return event.getBean();
    }

    private final class Customizer implements NettyClientCustomizer {
        @Override
        public NettyClientCustomizer specializeForBootstrap(Bootstrap bootstrap) {
            ChannelHandler client = bootstrap.config().handler();
            @Nullable
            OutgoingNetwork network =
                    (OutgoingNetwork) bootstrap.config().options().get(NETWORK_OPTION);
            // Removes it: no channel knows it.
            bootstrap.option(NETWORK_OPTION, null);
            @Nullable
            InetSocketAddress host = (InetSocketAddress) bootstrap.config().remoteAddress();
            bootstrap.resolver(NoopAddressResolverGroup.INSTANCE).handler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline().addFirst(new AddressSelector(network));
                    if (network != null && host != null) {
                        network.proxyTo(host.getHostString())
                                .ifPresent(proxy -> channel.pipeline().addLast(tunnel(proxy)));
                    }
                    channel.pipeline().addLast(client);
                    ProxyHandler proxy = channel.pipeline().get(ProxyHandler.class);
                    if (proxy != null) {
                        proxy.setConnectTimeoutMillis(PROXY_TIMEOUT.toMillis());
                        channel.attr(TUNNEL).set(proxy.connectFuture());
                    }
                }
            });
            return this;
        }
    }

    private static ProxyHandler tunnel(ProxyAddress proxy) {
        SocketAddress address = InetSocketAddress.createUnresolved(proxy.host(), proxy.port());
        return proxy.username() == null || proxy.password() == null
                ? new HttpProxyHandler(address)
                : new HttpProxyHandler(address, proxy.username(), proxy.password());
    }

    /** Comes before every other handler, so that it sees the proxy's address if there is a proxy. */
    private final class AddressSelector extends ChannelOutboundHandlerAdapter {

        private final @Nullable OutgoingNetwork network;

        AddressSelector(@Nullable OutgoingNetwork network) {
            this.network = network;
        }

        @Override
        public void connect(
                ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            InetSocketAddress host = (InetSocketAddress) remote;
            dns.getResolver(context.executor())
                    .resolveAll(InetSocketAddress.createUnresolved(host.getHostString(), host.getPort()))
                    .addListener((FutureListener<List<InetSocketAddress>>) addresses -> {
                        if (addresses.isSuccess()) {
                            connect(context, addresses.getNow(), local, promise);
                        } else {
                            promise.tryFailure(addresses.cause());
                        }
                    });
        }

        private void connect(
                ChannelHandlerContext context,
                List<InetSocketAddress> addresses,
                SocketAddress local,
                ChannelPromise promise) {
            List<InetAddress> all =
                    addresses.stream().map(InetSocketAddress::getAddress).toList();
            List<InetAddress> ordered = order.order(network == null ? all : network.reachable(all));
            if (network != null && ordered.isEmpty()) {
                String host = addresses.get(0).getHostString();
                promise.tryFailure(new ConnectFailedException(1, new ConnectException(network.unreachable(host))));
                return;
            }
            InetAddress address = ordered.get(0);
            int tries = Math.min(MAX_ADDRESSES, ordered.size());
            context.channel()
                    .config()
                    .setConnectTimeoutMillis(
                            Math.max(1, context.channel().config().getConnectTimeoutMillis() / tries));
            @Nullable
            SocketAddress source =
                    network == null || network.source() == null ? local : new InetSocketAddress(network.source(), 0);
            context.connect(new InetSocketAddress(address, addresses.get(0).getPort()), source)
                    .addListener(connected -> connected(context, connected, address, tries, promise));
        }

        private void connected(
                ChannelHandlerContext context,
                Future<?> connected,
                InetAddress address,
                int tries,
                ChannelPromise promise) {
            // Netty wraps it, to add the remote address.
            if (network != null
                    && network.source() != null
                    && connected.cause() != null
                    && connected.cause().getCause() instanceof BindException unusable) {
                promise.tryFailure(new ConnectFailedException(tries, new ConnectException(network.unusable(unusable))));
                return;
            }
            if (!connected.isSuccess()) {
                order.failed(address);
                promise.tryFailure(new ConnectFailedException(tries, connected.cause()));
                return;
            }
            order.answered(address);
            if (!promise.trySuccess()) {
                context.close();
            }
        }
    }
}
