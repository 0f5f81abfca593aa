package io.mailsender.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on a loopback port with scripted, mostly faulty behaviour. It takes its {@link Behaviour}
 * from {@link #at a path} first, then from {@link #next the queue}, then from {@link #always}, and records every request. It never
 * times out: a behaviour that waits ends when the client closes the connection, or with {@link #close}.
 */
public final class FaultyHttpServer implements AutoCloseable {

    /** How the server treats one request. */
    @FunctionalInterface
    public interface Behaviour {
        /** Returns to serve the next request on this connection; throws to close it. */
        void serve(Exchange exchange) throws IOException;
    }

    /**
     * A received request.
     *
     * @param path with its query
     * @param headers by name in lower case, each value in order
     * @param body empty if the behaviour did not read it
     */
    public record Request(String method, String path, Map<String, List<String>> headers, byte[] body) {

        public @Nullable String header(String name) {
            List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
            return values == null ? null : values.get(0);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket listener;
    private final String scheme;
    private final @Nullable Behaviour beforeAnything;
    private final Map<String, Behaviour> byPath = new ConcurrentHashMap<>();
    private final Queue<Behaviour> queue = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Behaviour always = Behaviours.answer(200, "application/json", "{}");

    private FaultyHttpServer(ServerSocketFactory sockets, String scheme, @Nullable Behaviour beforeAnything)
            throws IOException {
        this.listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.scheme = scheme;
        this.beforeAnything = beforeAnything;
        daemon(this::accept);
    }

    public static FaultyHttpServer start() throws IOException {
        return new FaultyHttpServer(ServerSocketFactory.getDefault(), "http", null);
    }

    /** HTTPS with an untrusted certificate. */
    public static FaultyHttpServer startUntrusted() throws IOException {
        return new FaultyHttpServer(TestCertificate.forLocalhost().server().getServerSocketFactory(), "https", null);
    }

    /** HTTPS that aborts each connection during the TLS handshake, with a reset or an orderly close. */
    public static FaultyHttpServer startBrokenHandshake(boolean reset) throws IOException {
        return new FaultyHttpServer(ServerSocketFactory.getDefault(), "https", exchange -> {
            if (exchange.in().read() >= 0) {
                exchange.close(reset);
            }
        });
    }

    /** The server's URL, without a path. */
    public URI uri() {
        return URI.create(scheme + "://localhost:" + listener.getLocalPort());
    }

    /** Sets the behaviour for all requests without another one. */
    public FaultyHttpServer always(Behaviour behaviour) {
        always = behaviour;
        return this;
    }

    /** Sets the behaviours for the next requests, in order. */
    public FaultyHttpServer next(Behaviour... behaviours) {
        queue.addAll(List.of(behaviours));
        return this;
    }

    /** Sets the behaviour for every request to a path. */
    public FaultyHttpServer at(String path, Behaviour behaviour) {
        byPath.put(path, behaviour);
        return this;
    }

    /** Every request whose head arrived, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<Request> posts() {
        return requests.stream().filter(r -> r.method().equals("POST")).toList();
    }

    public Request onlyRequest() {
        List<Request> all = requests();
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " requests instead of one");
        }
        return all.get(0);
    }

    /** How many connections were ever accepted. */
    public int connections() {
        return connections.get();
    }

    /** How many connections neither side has closed. */
    public int openConnections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            Exchange exchange = new Exchange(socket, this);
            if (beforeAnything != null) {
                beforeAnything.serve(exchange);
                return;
            }
            while (exchange.readHead()) {
                behaviour(exchange.path()).serve(exchange);
            }
        } catch (IOException e) {
            // Either side closed the connection, as expected in these tests.
        } finally {
            open.remove(socket);
        }
    }

    private Behaviour behaviour(String path) {
        Behaviour here = byPath.get(path);
        if (here != null) {
            return here;
        }
        Behaviour next = queue.poll();
        return next == null ? always : next;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "faulty-http");
        thread.setDaemon(true);
        thread.start();
    }

    /** One request on a connection, with the means to answer it. */
    public static final class Exchange {
        private final Socket socket;
        private final FaultyHttpServer server;
        private String method = "";
        private String path = "";
        private Map<String, List<String>> headers = Map.of();

        Exchange(Socket socket, FaultyHttpServer server) {
            this.socket = socket;
            this.server = server;
        }

        public String path() {
            return path;
        }

        public InputStream in() throws IOException {
            return socket.getInputStream();
        }

        public OutputStream out() throws IOException {
            return socket.getOutputStream();
        }

        /** Reads the whole body and records the request. */
        public Request receive() throws IOException {
            List<String> length = headers.getOrDefault("content-length", List.of("0"));
            int expected = Integer.parseInt(length.get(0));
            byte[] body = in().readNBytes(expected);
            Request request = new Request(method, path, headers, body);
            server.requests.add(request);
            if (body.length < expected) {
                throw new EOFException("the client closed in the middle of the body");
            }
            return request;
        }

        /** Records the request without its body. */
        public void ignoreBody() {
            server.requests.add(new Request(method, path, headers, new byte[0]));
        }

        public void write(String text) throws IOException {
            out().write(text.getBytes(StandardCharsets.UTF_8));
            out().flush();
        }

        /** Waits without a limit until the client closes the connection, then closes it too. */
        public void awaitClientClose() throws IOException {
            in().transferTo(OutputStream.nullOutputStream());
            throw new EOFException();
        }

        public void close(boolean reset) throws IOException {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
            throw new EOFException();
        }

        boolean readHead() throws IOException {
            String requestLine = readLine();
            if (requestLine == null) {
                return false;
            }
            String[] words = requestLine.split(" ", 3);
            method = words[0];
            path = words[1];
            Map<String, List<String>> fields = new TreeMap<>();
            for (String line = readLine(); line != null && !line.isEmpty(); line = readLine()) {
                int colon = line.indexOf(':');
                fields.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
            headers = fields;
            return true;
        }

        private @Nullable String readLine() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in().read(); b != '\n'; b = in().read()) {
                if (b < 0) {
                    return null;
                }
                line.append((char) b);
            }
            return line.toString().stripTrailing();
        }
    }
}
