package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.TestKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon in a network without IPv4, not even 127.0.0.1; its provider's name has an IPv4 address first. */
class NoIpv4Test {

    private static final String NAMESPACE =
            "mail-sender-" + ProcessHandle.current().pid();
    private static final String LINK = "ms" + ProcessHandle.current().pid();
    private static final Path HOSTS = Path.of("/etc/netns", NAMESPACE, "hosts");
    private static final String HERE = "fd00:6d73::1";
    private static final String THERE = "fd00:6d73::2";

    @TempDir
    Path directory;

    @BeforeEach
    void makeNetwork() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")) && run("ip", "netns", "add", NAMESPACE),
                "not tested without IPv4: needs root and the permission to create network namespaces");
        assertThat(run("ip", "link", "add", LINK, "type", "veth", "peer", "name", "peer", "netns", NAMESPACE))
                .isTrue();
        assertThat(run("ip", "address", "add", HERE + "/64", "dev", LINK, "nodad"))
                .isTrue();
        assertThat(run("ip", "link", "set", LINK, "up")).isTrue();
        for (List<String> command : List.of(
                List.of("address", "add", THERE + "/64", "dev", "peer", "nodad"),
                List.of("link", "set", "peer", "up"),
                List.of("link", "set", "lo", "up"),
                List.of("-4", "address", "flush", "dev", "lo"))) {
            assertThat(run(Stream.concat(Stream.of("ip", "-n", NAMESPACE), command.stream())
                            .toArray(String[]::new)))
                    .isTrue();
        }
        Files.createDirectories(HOSTS.getParent());
        Files.writeString(HOSTS, "192.0.2.1 provider.test\n" + HERE + " provider.test\n::1 localhost\n");
    }

    @AfterEach
    void removeNetwork() throws Exception {
        if (Files.exists(HOSTS)) {
            Files.delete(HOSTS);
            Files.delete(HOSTS.getParent());
        }
        run("ip", "netns", "delete", NAMESPACE);
    }

    @Test
    void sendsWithoutIpv4() throws Exception {
        try (ServerSocket mailgun = new ServerSocket(0, 50, InetAddress.getByName(HERE))) {
            CompletableFuture<Void> asked = CompletableFuture.runAsync(() -> answer(mailgun));
            Path config = Files.writeString(directory.resolve("config.yml"), """
                    server: {port: 8080, host: "%s"}
                    store: {kind: none}
                    api-keys: {app: %s}
                    providers:
                      mg: {kind: mailgun, api-key: k, domain: example.com, from: a@example.com, endpoint: "http://provider.test:%d"}
                    """.formatted(
                            THERE, TestKeys.hash("key"), mailgun.getLocalPort()));
            Path log = directory.resolve("log");
            try (DaemonProcess daemon = DaemonProcess.startIn(List.of("ip", "netns", "exec", NAMESPACE), config, log)) {
                String url = "http://[" + THERE + "]:8080";
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(daemon.log()).contains("listening on " + url));
                HttpResponse<String> answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(url + "/send"))
                                        .header("Authorization", "Bearer key")
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(
                                                "{\"to\": [\"ann@example.com\"], \"text\": \"hello\"}"))
                                        .build(),
                                BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body() + daemon.log()).isEqualTo(200);
                assertThat(answer.body()).contains("\"provider\":\"mg\"");
                asked.join();
            }
        }
    }

    /** Answers one request as Mailgun does. */
    private static void answer(ServerSocket server) {
        try (Socket client = server.accept()) {
            byte[] buffer = new byte[8192];
            StringBuilder request = new StringBuilder();
            while (!request.toString().contains("hello")) {
                int length = client.getInputStream().read(buffer);
                request.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
            }
            String body = "{\"id\":\"<1@example.com>\",\"message\":\"Queued. Thank you.\"}";
            client.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }
}
