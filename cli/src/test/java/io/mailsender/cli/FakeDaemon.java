package io.mailsender.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An HTTP server that gives the configured answers in turn, repeats the last one, and records the requests. */
final class FakeDaemon implements AutoCloseable {

    record Request(String line, String body, Map<String, List<String>> headers) {

        @Nullable
        String header(String name) {
            return headers.containsKey(name) ? headers.get(name).get(0) : null;
        }
    }

    private record Answer(int status, String contentType, String body) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
    private volatile Answer answer = new Answer(404, "text/plain", "");

    FakeDaemon() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    FakeDaemon answers(int status, String json) {
        answer = new Answer(status, status < 300 ? "application/json" : "application/problem+json", json);
        return this;
    }

    FakeDaemon then(int status, String json) {
        next.add(new Answer(status, status < 300 ? "application/json" : "application/problem+json", json));
        return this;
    }

    FakeDaemon answers(int status, String contentType, String body) {
        answer = new Answer(status, contentType, body);
        return this;
    }

    FakeDaemon redirects(int status, String location) {
        answer = new Answer(status, location, "");
        return this;
    }

    /** Takes the request and closes the connection. */
    FakeDaemon hangsUp() {
        answer = new Answer(0, "", "");
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                Map.copyOf(exchange.getRequestHeaders())));
        Answer now = answer;
        answer = next.isEmpty() ? now : next.remove();
        if (now.status != 0) {
            byte[] bytes = now.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set(now.status / 100 == 3 ? "Location" : "Content-Type", now.contentType);
            exchange.getResponseHeaders().set("Retry-After", "60");
            exchange.sendResponseHeaders(now.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Request request() {
        return requests.get(requests.size() - 1);
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
