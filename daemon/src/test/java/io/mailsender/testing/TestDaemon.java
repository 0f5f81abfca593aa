package io.mailsender.testing;

import io.mailsender.provider.Provider;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The daemon on a free port, with the providers of a test. */
public final class TestDaemon implements AutoCloseable {

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    private TestDaemon(ApplicationContext context) {
        this.context = context;
        this.server = context.getBean(EmbeddedServer.class).start();
    }

    public static TestDaemon with(Provider... providers) {
        return with(Map.of(), providers);
    }

    public static TestDaemon with(Map<String, Object> properties, Provider... providers) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("order", List.of(providers).stream().map(Provider::name).toList());
        return of(all, providers);
    }

    /** @param properties settings, including the order of the providers and any configured providers */
    public static TestDaemon of(Map<String, Object> properties, Provider... providers) {
        Map<String, Object> all = new HashMap<>();
        all.put("store.kind", "none");
        all.putAll(properties);
        all.put("server.port", 0);
        ApplicationContext context =
                ApplicationContext.builder().properties(all).build();
        for (Provider provider : providers) {
            context.registerSingleton(Provider.class, provider, Qualifiers.byName(provider.name()));
        }
        return new TestDaemon(context.start());
    }

    /** Settings for a store in a new file. */
    public static Map<String, Object> sqlite(Path directory) {
        return new HashMap<>(Map.of(
                "store.kind",
                "sqlite",
                "store.file",
                directory.resolve("mail.db").toString()));
    }

    public ApplicationContext context() {
        return context;
    }

    public URI uri(String path) {
        return server.getURI().resolve(path);
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response, context.getBean(JsonMapper.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
        context.close();
    }

    /** An answer of the daemon. */
    public record Answer(HttpResponse<byte[]> response, JsonMapper mapper) {

        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            try {
                return mapper.readValue(response.body(), io.micronaut.core.type.Argument.of(JsonNode.class));
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }
    }
}
