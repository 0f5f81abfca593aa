package io.mailsender.console;

import static io.mailsender.testing.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.RawConnection;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestKeys;
import io.mailsender.testing.TestPort;
import io.micronaut.http.MediaType;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the console is: at the API's port, at a port of its own, or nowhere. */
class ConsolePortTest {

    private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

    @ParameterizedTest
    @CsvSource({
        "/console, 404, 303",
        "/console/, 404, 303",
        "/console/sign-in, 404, 200",
        "/console/assets/none, 404, 404",
        "/console/nothing, 404, 303",
        "/console/messages/a%2Fb, 404, 303",
        "/%63onsole/sign-in, 401, 404",
        "/console/../providers, 404, 303",
        "/console/..%2Fproviders, 404, 303",
        "//console/sign-in, 401, 404",
        "/console;a=b/sign-in, 401, 404",
        "/consoles, 401, 404",
        "/providers, 401, 404",
        "/send, 401, 404",
        "/health/readiness, 200, 404",
        "/health/liveness, 200, 404",
        "/prometheus, 401, 404",
        "/openapi.yml, 200, 404",
        "/swagger-ui/, 200, 404",
        "/captured, 401, 404",
        "/events/p, 405, 404",
        "/nothing, 401, 404",
    })
    void eachPortHasItsOwn(String path, int api, int own) throws Exception {
        int port = TestPort.free();
        try (TestDaemon daemon = daemon(Map.of("server.console-port", port))) {
            assertThat(status(daemon.uri("/"), path)).as("api").isEqualTo(api);
            assertThat(status(URI.create("http://127.0.0.1:" + port), path))
                    .as("console")
                    .isEqualTo(own);
        }
    }

    @Test
    void peopleSignInThere() throws Exception {
        int port = TestPort.free();
        try (TestDaemon daemon = daemon(Map.of("server.console-port", port))) {
            URI console = URI.create("http://127.0.0.1:" + port);
            String form = "key=staff";
            String answer = exchange(
                    console,
                    head(
                                    "POST",
                                    "/console/sign-in",
                                    "Origin: http://localhost",
                                    "Content-Type: application/x-www-form-urlencoded",
                                    "Content-Length: " + form.length())
                            + form);
            assertThat(answer).startsWith("HTTP/1.1 303").contains("mail-sender-session=");
            String cookie = answer.replaceAll("(?is).*set-cookie: ([^;]*);.*", "Cookie: $1");
            assertThat(status(console, "/console/providers", cookie)).isEqualTo(200);
            assertThat(status(daemon.uri("/"), "/console/providers", cookie)).isEqualTo(404);
            String key = "Authorization: Bearer staff";
            assertThat(status(daemon.uri("/"), "/providers", key)).isEqualTo(200);
            assertThat(status(console, "/providers", key)).isEqualTo(404);
        }
    }

    @Test
    void theManagementPortKeepsItsOwn() throws Exception {
        int port = TestPort.free();
        int management = TestPort.free();
        try (TestDaemon daemon = daemon(Map.of("server.console-port", port, "server.management-port", management))) {
            URI health = URI.create("http://127.0.0.1:" + management);
            assertThat(status(health, "/health/readiness")).isEqualTo(200);
            assertThat(status(health, "/console/sign-in")).isEqualTo(404);
            assertThat(status(health, "/")).isEqualTo(404);
            assertThat(status(daemon.uri("/"), "/health/readiness")).isEqualTo(404);
            assertThat(status(URI.create("http://127.0.0.1:" + port), "/health/readiness"))
                    .isEqualTo(404);
            assertThat(status(URI.create("http://127.0.0.1:" + port), "/console/sign-in"))
                    .isEqualTo(200);
        }
    }

    /** People type it so. */
    @ParameterizedTest
    @CsvSource({"/console, console/", "/console?a=b, console/?a=b"})
    void withoutASlashItLeadsToTheOneWithASlash(String path, String target) throws Exception {
        try (TestDaemon daemon = daemon(Map.of())) {
            assertThat(exchange(daemon.uri("/"), head("GET", path, BROWSER)).toLowerCase(Locale.ROOT))
                    .startsWith("http/1.1 303")
                    .contains("\r\nlocation: " + target + "\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true  | false | true  | console/    | swagger-ui/ |
            true  | false | false | console/    | console/    |
            false | false | true  | swagger-ui/ | swagger-ui/ |
            false | false | false | 404         | 404         |
            true  | true  | true  | swagger-ui/ | swagger-ui/ | console/
            true  | true  | false | 404         | 404         | console/
            false | true  | true  | swagger-ui/ | swagger-ui/ |
            """)
    void theRootLeadsABrowserToTheConsole(
            boolean on, boolean ownPort, boolean swaggerUi, String browser, String program, String own)
            throws Exception {
        int port = TestPort.free();
        Map<String, Object> settings = new HashMap<>(Map.of("server.console", on, "server.swagger-ui", swaggerUi));
        if (ownPort) {
            settings.put("server.console-port", port);
        }
        try (TestDaemon daemon = daemon(settings)) {
            assertThat(target(daemon.uri("/"), BROWSER)).isEqualTo(browser);
            assertThat(target(daemon.uri("/"), "Accept: text/html")).isEqualTo(browser);
            assertThat(target(daemon.uri("/"), "Accept: */*")).isEqualTo(program);
            assertThat(target(daemon.uri("/"), "Accept: application/json")).isEqualTo(program);
            if (own != null) {
                assertThat(target(URI.create("http://127.0.0.1:" + port), BROWSER))
                        .isEqualTo(own);
                assertThat(target(URI.create("http://127.0.0.1:" + port), "Accept: */*"))
                        .isEqualTo(own);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/",
                "/console/sign-in",
                "/console/messages",
                "/console/unknown",
                "/console/providers",
                "/console/queue",
                "/console/suppressions",
                "/console/webhooks",
                "/console/keys",
                "/console/captured",
                "/console/audit",
            })
    void offItIsNowhere(String path) throws Exception {
        try (TestDaemon daemon = daemon(Map.of("server.console", false))) {
            assertThat(status(daemon.uri("/"), path)).isEqualTo(404);
            assertThat(status(daemon.uri("/"), path, "Authorization: Bearer staff"))
                    .isEqualTo(404);
        }
    }

    /** As the console's own script does, which reads live pages again. */
    @Test
    void aPageIsThereForWhoAcceptsOnlyHtml() {
        try (TestDaemon daemon = daemon(Map.of())) {
            Router router = daemon.context().getBean(Router.class);
            assertThat(router.uriRoutes()
                            .filter(route ->
                                    route.getUriMatchTemplate().toPathString().startsWith("/console"))
                            .filter(route ->
                                    !route.getUriMatchTemplate().toPathString().contains("export"))
                            .toList())
                    .hasSizeGreaterThan(20)
                    .allMatch(route -> route.doesProduce(MediaType.TEXT_HTML_TYPE));
        }
    }

    private static TestDaemon daemon(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("server.host", "127.0.0.1");
        all.put("api-keys", Map.of("staff", TestKeys.hash("staff")));
        return TestDaemon.with(all, new ScriptedProvider("p"));
    }

    /** Where a redirect leads, or the status. */
    private static String target(URI server, String accept) throws IOException {
        String answer = exchange(server, head("GET", "/", accept));
        return answer.startsWith("HTTP/1.1 303")
                ? answer.replaceAll("(?is).*location: ([^\\r]*)\\r.*", "$1")
                : answer.substring(9, 12);
    }

    private static int status(URI server, String path, String... headers) throws IOException {
        return Integer.parseInt(exchange(server, head("GET", path, headers)).substring(9, 12));
    }

    private static String exchange(URI server, String request) throws IOException {
        try (RawConnection client = RawConnection.connect(server).send(request)) {
            return client.answer();
        }
    }
}
