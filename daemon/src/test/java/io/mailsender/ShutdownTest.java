package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon is stopped under load. */
class ShutdownTest {

    private static final int BEFORE = 80;

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    private final List<CompletableFuture<HttpResponse<Void>>> sends = new ArrayList<>();

    /** The load balancer checks every 200 ms; a mail takes longer than the shutdown delay. */
    @Test
    void everyRequestIsAnsweredUntilTheLoadBalancerHasNoticed() throws Exception {
        try (DaemonProcess daemon = start("3s")) {
            URI uri = daemon.awaitListening();
            assertThat(readiness(uri)).isEqualTo(200);
            while (sends.size() < BEFORE) {
                send(uri);
            }
            sends.get(0).get(1, TimeUnit.MINUTES);
            daemon.terminate();
            int before = sends.size();
            int status = 200;
            long end = System.nanoTime() + Patience.PATIENCE.toNanos();
            while (status == 200 && System.nanoTime() < end) {
                send(uri);
                if ((sends.size() - before) % 20 == 0) {
                    status = readiness(uri);
                }
            }
            assertThat(status).as("the readiness").isEqualTo(503);
            List<String> connections = new ArrayList<>();
            for (CompletableFuture<HttpResponse<Void>> send : sends) {
                HttpResponse<Void> answer = send.get(1, TimeUnit.MINUTES);
                assertThat(answer.statusCode()).isEqualTo(200);
                connections.add(answer.headers().firstValue("Connection").orElse("kept"));
            }
            assertThat(connections.get(0)).isEqualTo("kept");
            assertThat(connections.get(connections.size() - 1)).isEqualTo("close");
            assertThat(daemon.awaitEnd()).isZero();
        }
    }

    @Test
    void doesNotWaitIfNobodyChecksTheReadiness() throws Exception {
        try (DaemonProcess daemon = start("1h")) {
            daemon.awaitListening();
            daemon.terminate();
            assertThat(daemon.awaitEnd()).isZero();
        }
    }

    /** A hundred per second, most of them on reused connections. */
    private void send(URI uri) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/send"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"to\": [\"ann@example.com\"]}"))
                .build();
        sends.add(http.sendAsync(request, BodyHandlers.discarding()));
        Thread.sleep(10);
    }

    private int readiness(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri.resolve("/health/readiness")).build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private DaemonProcess start(String delay) throws IOException {
        Path config = Files.writeString(
                directory.resolve("config.yml"),
                "providers: {capture: {kind: capture, delay: 3500ms}}\nserver: {port: 0, shutdown-delay: " + delay
                        + "}\nstore: {kind: sqlite, file: '" + directory.resolve("mail.db") + "'}\n");
        return DaemonProcess.start(config, directory.resolve("daemon.log"));
    }
}
