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
 * Connects to the first address of a host that answers. The addresses are tried one after the other in the order of
 * {@link AddressOrder#inTurn}; each gets an equal share of the remaining time.
 */
final class SmtpDialer {

    /** Finds the addresses of a host. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Resolver resolver;

    SmtpDialer(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * @param limit for all addresses together
     * @param opened receives each socket before it connects, to close it at the attempt's timeout
     * @throws ConnectException if no address answers; the message names each address with its failure
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
        throw new ConnectException("cannot connect to " + host + ": " + String.join("; ", failures));
    }
}
