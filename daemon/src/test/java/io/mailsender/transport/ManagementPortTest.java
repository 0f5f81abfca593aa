package io.mailsender.transport;

import static io.mailsender.testing.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.RawConnection;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestPort;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagementPortTest {

    /** printf %s correct-horse | sha256sum */
    private static final String HASH = "9dca666eb54730714630d1519264a7bf1eeaad00b8f2edc90d3ecbfad928d163";

    private TestDaemon daemon;
    private int port;

    @BeforeEach
    void start() throws IOException {
        port = TestPort.free();
        daemon = TestDaemon.with(
                Map.of("server.management-port", port, "server.host", "127.0.0.1", "api-keys", Map.of("shop", HASH)),
                new ScriptedProvider("p"));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/health/liveness, 404, 200, 404, 200",
        "/health/readiness, 404, 200, 404, 200",
        "/prometheus, 401, 401, 404, 200",
        "/providers, 401, 401, 200, 404",
        "/openapi.yml, 200, 404, 200, 404",
    })
    void eachPortHasItsOwn(String path, int api, int management, int apiWithKey, int managementWithKey)
            throws Exception {
        assertThat(status(daemon.uri("/"), path)).isEqualTo(api);
        assertThat(status(management(), path)).isEqualTo(management);
        String key = "Authorization: Bearer correct-horse";
        assertThat(status(daemon.uri("/"), path, key)).isEqualTo(apiWithKey);
        assertThat(status(management(), path, key)).isEqualTo(managementWithKey);
    }

    private URI management() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static int status(URI server, String path, String... headers) throws IOException {
        try (RawConnection client = RawConnection.connect(server).send(head("GET", path, headers))) {
            return client.status();
        }
    }
}
