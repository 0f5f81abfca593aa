package io.mailsender.provider.adapter;

import io.mailsender.provider.AddressOrder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.SocketFactory;

/**
 * Connects to the first address of a host that answers. The addresses are tried one after the other, IPv6 and IPv4 in turn as RFC 8305
 * orders them, beginning with the family that the resolver names first; each gets an equal share of the time that is left.
 */
final class SmtpDialer {

    /** Finds the addresses of a host: the system's resolver, except in tests. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Resolver resolver;

    SmtpDialer(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * @param limit for all addresses together
     * @param opened is told of each socket before it connects, so that it can be closed when the time is over
     * @throws ConnectException where none answers; the text names each with its reason
     */
    Socket dial(String host, int port, Duration limit, Consumer<Socket> opened) throws IOException {
        List<InetAddress> addresses = AddressOrder.inTurn(List.of(resolver.addresses(host)));
        long deadline = System.nanoTime() + limit.toNanos();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            InetAddress address = addresses.get(i);
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            Socket socket = SocketFactory.getDefault().createSocket();
            opened.accept(socket);
            try {
                socket.setTcpNoDelay(true);
                socket.connect(
                        new InetSocketAddress(address, port),
                        Math.toIntExact(Math.max(1, left / (addresses.size() - i))));
                return socket;
            } catch (IOException e) {
                socket.close();
                failures.add(address.getHostAddress() + ": " + e.getMessage());
            }
        }
        throw new ConnectException("no address of " + host + " answers: " + String.join("; ", failures));
    }
}
