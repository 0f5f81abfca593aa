package io.mailsender.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** An address that refuses or ignores connections. */
public final class Unreachable implements AutoCloseable {

    private final int port;
    private final List<Closeable> sockets;
    private final Callable<byte[]> next;

    private Unreachable(int port, List<Closeable> sockets, Callable<byte[]> next) {
        this.port = port;
        this.sockets = sockets;
        this.next = next;
    }

    /** Refuses connections: the port is bound, but nothing listens on it. */
    public static Unreachable refusing() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new Unreachable(socket.getLocalPort(), List.of(socket), () -> {
            throw new IOException("nobody listens");
        });
    }

    /** Ignores connection requests, as a firewall does: the backlog is full and nothing accepts. */
    public static Unreachable silent() throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        List<Closeable> sockets = new ArrayList<>(List.of(listener));
        Set<Integer> own = new HashSet<>();
        while (true) {
            Socket socket = new Socket();
            sockets.add(socket);
            try {
                socket.connect(listener.getLocalSocketAddress(), 200);
                own.add(socket.getLocalPort());
            } catch (SocketTimeoutException full) {
                return new Unreachable(listener.getLocalPort(), sockets, () -> acceptNext(listener, own));
            }
        }
    }

    /** Finally accepts a connection, and returns the bytes that the client sends before it closes. */
    public byte[] receive() throws Exception {
        return next.call();
    }

    private static byte[] acceptNext(ServerSocket listener, Set<Integer> own) throws IOException {
        while (true) {
            try (Socket socket = listener.accept()) {
                if (!own.contains(socket.getPort())) {
                    return socket.getInputStream().readAllBytes();
                }
            }
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() throws IOException {
        for (Closeable socket : sockets) {
            socket.close();
        }
    }
}
