package io.mailsender.provider.adapter;

import io.mailsender.provider.AddressOrder;
import io.mailsender.provider.OutgoingNetwork;
import io.mailsender.provider.ProxyAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.SocketFactory;

/**
 * Connects to the first address of a host that answers. The addresses are tried one after the other in the order of
 * {@link AddressOrder#inTurn}; each gets an equal share of the remaining time. Through a proxy, the addresses are the proxy's.
 */
final class SmtpDialer {

    /** Finds the addresses of a host. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final OutgoingNetwork network;

    SmtpDialer(Resolver resolver) {
        this(resolver, OutgoingNetwork.DIRECT);
    }

    SmtpDialer(Resolver resolver, OutgoingNetwork network) {
        this.resolver = resolver;
        this.network = network;
    }

    /**
     * @param limit for all addresses together, and the proxy's answer
     * @param opened receives each socket before it connects, to close it at the attempt's timeout
     * @throws ConnectException if no address answers; the message names each address with its failure
     */
    Socket dial(String host, int port, Duration limit, Consumer<Socket> opened) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<ProxyAddress> proxy = network.proxyTo(host);
        if (proxy.isEmpty()) {
            return connect(host, port, deadline, opened);
        }
        Socket socket;
        try {
            socket = connect(proxy.get().host(), proxy.get().port(), deadline, opened);
        } catch (UnknownHostException e) {
            throw new ConnectException("proxy " + proxy.get() + ": unknown host");
        } catch (ConnectException e) {
            throw new ConnectException("proxy: " + e.getMessage());
        }
        try {
            new SmtpTunnel(socket, proxy.get()).open(host, port, deadline);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket connect(String host, int port, long deadline, Consumer<Socket> opened) throws IOException {
        List<InetAddress> all = List.of(resolver.addresses(host));
        List<InetAddress> addresses = AddressOrder.inTurn(network.reachable(all));
        if (addresses.isEmpty()) {
            throw new ConnectException(network.unreachable(host));
        }
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            InetAddress address = addresses.get(i);
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            Socket socket = SocketFactory.getDefault().createSocket();
            opened.accept(socket);
            try {
                socket.setTcpNoDelay(true);
                bind(socket);
                socket.connect(
                        new InetSocketAddress(address, port),
                        Math.toIntExact(Math.max(1, left / (addresses.size() - i))));
                return socket;
            } catch (IOException e) {
                socket.close();
                failures.add(address.getHostAddress() + ": " + e.getMessage());
            }
        }
        throw new ConnectException("cannot connect to " + host + ": " + String.join("; ", failures));
    }

    private void bind(Socket socket) throws IOException {
        if (network.source() != null) {
            try {
                socket.bind(new InetSocketAddress(network.source(), 0));
            } catch (BindException e) {
                throw new ConnectException(network.unusable(e));
            }
        }
    }
}
