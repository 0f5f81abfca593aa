package io.mailsender.helm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A Kubernetes API server that answers Helm's look-ups: the kinds, and the objects that a test puts there. */
final class ApiServer {

    private static final Map<String, Object> KINDS = Map.of(
            "kind",
            "APIResourceList",
            "groupVersion",
            "v1",
            "resources",
            List.of(kind("secret", "Secret"), kind("service", "Service")));

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Object> objects = new ConcurrentHashMap<>();
    private final HttpServer server;

    ApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private static Map<String, Object> kind(String name, String kind) {
        return Map.of(
                "name", name + "s", "singularName", name, "namespaced", true, "kind", kind, "verbs", List.of("get"));
    }

    String kubeConfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(server.getAddress().getPort());
    }

    void put(String path, Map<String, Object> object) {
        objects.put(path, object);
    }

    void remove(String path) {
        objects.remove(path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Object answer = path.equals("/api/v1") ? KINDS : objects.get(path);
        int status = answer == null ? 404 : 200;
        byte[] body = json.writeValueAsBytes(
                answer == null
                        ? Map.of(
                                "kind",
                                "Status",
                                "apiVersion",
                                "v1",
                                "status",
                                "Failure",
                                "reason",
                                "NotFound",
                                "code",
                                404)
                        : answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
