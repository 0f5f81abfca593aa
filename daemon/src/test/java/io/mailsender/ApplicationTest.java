package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.mailsender.testing.DaemonProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon as its own process. */
class ApplicationTest {

    private static final Pattern LISTENING =
            Pattern.compile("listening on (http://127\\.0\\.0\\.1:\\d+), providers: a_b");

    @TempDir
    Path directory;

    @Test
    void aWrongSettingEndsItWithOneLine() throws Exception {
        Path file = config("providers: {mailbox: {kind: capture, kepe: 3}}");
        Ended daemon = run(Map.of("CONFIG_FILE", file.toString()));
        assertThat(daemon.status()).isEqualTo(78);
        assertThat(daemon.err())
                .isEqualTo("mail-sender: " + file + ": providers.mailbox.kepe: unknown setting; did you mean keep?\n");
        assertThat(daemon.out()).isEmpty();
    }

    @Test
    void aMissingFileEndsItWithOneLine() throws Exception {
        Ended daemon = run(Map.of("CONFIG_FILE", "/no/such/config.yml"));
        assertThat(daemon.status()).isEqualTo(78);
        assertThat(daemon.err()).isEqualTo("mail-sender: /no/such/config.yml: no such file\n");
    }

    @Test
    void argumentsAreRefused() throws Exception {
        Path file = config("providers: {a: {kind: capture}}\nserver: {port: 0}");
        Ended daemon = run(Map.of("CONFIG_FILE", file.toString()), "--version");
        assertThat(daemon.status()).isEqualTo(64);
        assertThat(daemon.err()).startsWith("mail-sender: --version: the daemon takes no arguments; name its");
        assertThat(daemon.err().lines()).hasSize(1);
        assertThat(daemon.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.0.0.0         | 0.0.0.0 can be reached from other machines; configure api-keys, or write 127.0.0.1
            nowhere.invalid | nowhere.invalid cannot be resolved; write an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all
            *               | * is not an address; write 0.0.0.0 for all IPv4 addresses, or :: for all IPv4 and IPv6 addresses
            """)
    void withoutKeysItListensOnLoopbackOnly(String host, String problem) throws Exception {
        Path file = config("providers: {a: {kind: capture}}\nserver: {port: 0, host: '" + host + "'}");
        Ended daemon = run(Map.of("CONFIG_FILE", file.toString()));
        assertThat(daemon.status()).isEqualTo(78);
        // Before it, newer JDKs warn of SQLite's native code; not with the jar, whose manifest allows it.
        assertThat(daemon.err()).endsWith("mail-sender: " + file + ": server.host: " + problem + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host: 0.0.0.0, port: 0, tls: none       | smtp.listeners[0].tls: none would send keys and mails in clear text,
            host: 127.0.0.1, port: 0, tls: starttls | smtp.listeners[0].tls: needs a certificate; set server.tls.certificate
            host: 127.0.0.1, port: 0, tls: implicit | smtp.listeners[0].tls: needs a certificate; set server.tls.certificate
            host: 127.0.0.1, port: 0, tls: maybe    | smtp: listeners[0].tls must be one of starttls, implicit, none
            """)
    void anSmtpListenerThatIsNotSafeEndsItWithOneLine(String listener, String problem) throws Exception {
        Path file =
                config("providers: {a: {kind: capture}}\nstore: {kind: none}\nserver: {port: 0}\nsmtp: {listeners: [{"
                        + listener + "}]}");
        Ended daemon = run(Map.of("CONFIG_FILE", file.toString()));
        assertThat(daemon.status()).isEqualTo(78);
        assertThat(daemon.err())
                .startsWith("mail-sender: " + file + ": " + problem)
                .hasLineCount(1);
    }

    @Test
    void aPortInUseEndsItWithOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = config("providers: {a: {kind: capture}}\nstore: {kind: none}\nserver: {port: "
                    + taken.getLocalPort() + "}");
            Ended daemon = run(Map.of("CONFIG_FILE", file.toString()));
            assertThat(daemon.status()).isEqualTo(1);
            assertThat(daemon.err())
                    .matches("mail-sender: server\\.port: .*" + taken.getLocalPort()
                            + ".*Address already in use; stop the program that uses it, or choose another port\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"console-port", "management-port"})
    void anotherPortInUseEndsItWithOneLine(String setting) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = config("providers: {a: {kind: capture}}\nstore: {kind: none}\nserver: {port: 0, " + setting
                    + ": " + taken.getLocalPort() + "}");
            Ended daemon = run(Map.of("CONFIG_FILE", file.toString()));
            assertThat(daemon.status()).isEqualTo(1);
            assertThat(daemon.err())
                    .matches("mail-sender: server\\." + setting + ": .*" + taken.getLocalPort()
                            + ".*Address already in use; stop the program that uses it, or choose another port\n");
        }
    }

    @Test
    void anAddressOfAnotherMachineEndsItWithOneLine() throws Exception {
        Path file = config("providers: {a: {kind: capture}}\nstore: {kind: none}\nserver: {port: 0, host: 192.0.2.1}\n"
                + "api-keys: {app: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b}");
        Ended daemon = run(Map.of("CONFIG_FILE", file.toString()));
        assertThat(daemon.status()).isEqualTo(1);
        assertThat(daemon.err())
                .isEqualTo(
                        "mail-sender: server.host: 192.0.2.1 is not an address of this machine; `ip address` lists them, and"
                                + " 0.0.0.0 means all\n");
    }

    @Test
    void sighupDoesNotEndIt() throws Exception {
        assumeFalse(
                hangUpIsIgnored(),
                "not tested with SIGHUP: nohup or a similar parent process ignores it for all its children");
        Path file = config("providers: {a_b: {kind: capture}}\nstore: {kind: none}\nserver: {port: 0, host: '::1'}");
        Process daemon = start(Map.of("CONFIG_FILE", file.toString()));
        try (BufferedReader out = daemon.inputReader()) {
            Matcher listening = Pattern.compile("listening on (http://\\[::1]:\\d+), providers: a_b")
                    .matcher(out.lines()
                            .filter(l -> l.contains("listening"))
                            .findFirst()
                            .orElse(""));
            assertThat(listening.find()).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(daemon.pid()))
                                .start()
                                .waitFor())
                        .isZero();
                assertThat(out.readLine()).contains("SIGHUP is ignored", "restart the daemon");
            }
            assertThat(status(listening.group(1) + "/health/liveness")).isEqualTo(200);
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(daemon.exitValue()).isZero();
        }
    }

    @Test
    void aStoreThatCannotBeOpenedEndsItWithOneLine() throws Exception {
        Files.writeString(directory.resolve("state"), "a file where a directory should be");
        Path file = config("providers: {a: {kind: capture}}\nserver: {port: 0}");
        Ended daemon = run(Map.of("CONFIG_FILE", file.toString()));
        assertThat(daemon.status()).isEqualTo(69);
        assertThat(daemon.err()).matches("mail-sender: store: .*mail-sender\\.db cannot be created: .*\n");
    }

    @Test
    void finishesRequestsInProgressBeforeItStops() throws Exception {
        Path file = config("providers: {a_b: {kind: capture, delay: 3s}}\nserver: {port: 0}");
        Process daemon = start(Map.of("CONFIG_FILE", file.toString()));
        try (BufferedReader out = daemon.inputReader()) {
            Matcher listening = LISTENING.matcher(
                    out.lines().filter(l -> l.contains("listening")).findFirst().orElse(""));
            assertThat(listening.find()).isTrue();
            HttpRequest send = HttpRequest.newBuilder(URI.create(listening.group(1) + "/send"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"to\": [\"ann@example.com\"]}"))
                    .build();
            var answer = HttpClient.newHttpClient().sendAsync(send, BodyHandlers.ofString());
            await().until(() ->
                    get(listening.group(1) + "/messages?status=sending").body().contains("ann@"));
            daemon.destroy();
            assertThat(answer.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
            assertThat(daemon.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void environmentVariablesChangeNoSetting() throws Exception {
        Path file = config(
                "providers: {a_b: {kind: capture}}\nstore: {kind: none}\nserver: {port: 0}\nlogging: {format: json}");
        Path other = Files.writeString(directory.resolve("other.yml"), "endpoints: {beans: {enabled: true}}");
        Process daemon = start(Map.of(
                "CONFIG_FILE", file.toString(),
                "MICRONAUT_CONFIG_FILES", other.toString(),
                "MICRONAUT_ENVIRONMENTS", "test",
                "ENDPOINTS_ENV_ENABLED", "true",
                "MICRONAUT_SERVER_PORT", "1"));
        try (BufferedReader out = daemon.inputReader()) {
            String line =
                    out.lines().filter(l -> l.contains("listening")).findFirst().orElse("");
            assertThat(line).startsWith("{").endsWith("}").contains("\"level\":\"INFO\"");
            Matcher listening = LISTENING.matcher(line.replace("\\/", "/"));
            assertThat(listening.find()).as(line).isTrue();
            assertThat(status(listening.group(1) + "/health/liveness")).isEqualTo(200);
            assertThat(status(listening.group(1) + "/env")).isEqualTo(404);
            assertThat(status(listening.group(1) + "/beans")).isEqualTo(404);
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private Path config(String yaml) throws IOException {
        return Files.writeString(directory.resolve("config.yml"), yaml);
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        Process daemon = start(environment, arguments);
        String out = new String(daemon.getInputStream().readAllBytes());
        return new Ended(daemon.waitFor(), out, Files.readString(directory.resolve("err")));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = DaemonProcess.command(Application.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder java = new ProcessBuilder(command);
        java.environment().remove("JAVA_TOOL_OPTIONS");
        java.environment().put("XDG_STATE_HOME", directory.resolve("state").toString());
        java.environment().putAll(environment);
        return java.redirectError(directory.resolve("err").toFile()).start();
    }

    /** A process that starts with SIGHUP ignored never receives it, nor do its children. */
    private static boolean hangUpIsIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream().anyMatch(line -> line.matches("SigIgn:\\s*[0-9a-f]*[13579bdf]"));
    }

    private static int status(String uri) throws Exception {
        return get(uri).statusCode();
    }

    private static HttpResponse<String> get(String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private record Ended(int status, String out, String err) {}
}
