package io.mailsender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiControllerTest {

    private static EmbeddedServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        server = ApplicationContext.run(
                EmbeddedServer.class,
                Map.of("store.kind", "none", "order", List.of("a"), "providers.capture.a.name", "a"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theRootLeadsToSwaggerUi() throws Exception {
        HttpResponse<String> answer = get("/");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("location")).contains("swagger-ui/");
        assertThat(get("/swagger-ui/").body()).contains("'/openapi.yml'");
    }

    @Test
    void servesTheDocument() throws Exception {
        HttpResponse<String> answer = get("/openapi.yml");
        assertThat(answer.headers().firstValue("content-type")).contains("application/yaml");
        assertThat(answer.body()).startsWith("openapi: 3.1.0").doesNotContain("/captured");
    }

    @ParameterizedTest
    @CsvSource({
        "/health/liveness, 200",
        "/health/readiness, 200",
        "/prometheus, 200",
        "/env, 404",
        "/beans, 404",
        "/loggers, 404",
        "/threaddump, 404",
        "/routes, 404",
        "/stop, 404",
        "/refresh, 404",
        "/info, 404",
        "/metrics, 404",
    })
    void servesOnlyTheNeededEndpoints(String path, int status) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void healthHasNoDetails() throws Exception {
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"UP\"}");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create(server.getURL() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
