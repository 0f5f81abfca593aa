package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.mailsender.testing.DaemonProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine's clock is set while messages wait for a retry. */
class ClockJumpTest {

    private final AtomicInteger asked = new AtomicInteger();

    @TempDir
    Path directory;

    @Test
    void retriesAreNeitherEarlyNorLateAfterTheClockIsSet() throws Exception {
        Optional<Path> library = libfaketime();
        assumeTrue(library.isPresent(), "libfaketimeMT.so.1 (Debian: faketime) is not on this machine");
        Path clock = Files.writeString(directory.resolve("clock"), "+0\n");
        HttpServer provider = unavailable();
        // The retry is due 8 to 16 s after the first attempt.
        Path config = Files.writeString(
                directory.resolve("config.yml"),
                "providers: {sink: {kind: mailgun, api-key: k, domain: example.org, from: shop@example.org,"
                        + " endpoint: 'http://127.0.0.1:"
                        + provider.getAddress().getPort()
                        + "'}}\nserver: {port: 0}\nstore: {kind: sqlite, file: '" + directory.resolve("mail.db")
                        + "'}\nqueue: {lease: 5s, poll: 100ms}\nretry: {delay: 16s}\nhealth: {rest: 1s}\n");
        try (DaemonProcess daemon = DaemonProcess.start(
                config,
                directory.resolve("daemon.log"),
                Map.of(
                        "LD_PRELOAD",
                        library.get().toString(),
                        "FAKETIME_TIMESTAMP_FILE",
                        clock.toString(),
                        "FAKETIME_NO_CACHE",
                        "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1"))) {
            URI uri = daemon.awaitListening();
            assertThat(send(uri)).isEqualTo(202);
            await().until(() -> asked.get() == 1);
            for (String set : new String[] {"+3600", "-3600", "+0"}) {
                Files.writeString(clock, set + "\n");
                Thread.sleep(2_000);
                assertThat(asked).as(daemon.log()).hasValue(1);
            }
            Files.writeString(clock, "-3600\n");
            await().until(() -> asked.get() == 2);
            Thread.sleep(1_000);
            assertThat(asked).hasValue(2);
            assertThat(daemon.log()).doesNotContain("is taken over", "is lost");
        } finally {
            provider.stop(0);
        }
    }

    private HttpServer unavailable() throws IOException {
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                asked.incrementAndGet();
                exchange.sendResponseHeaders(503, -1);
            }
        });
        provider.start();
        return provider;
    }

    private static int send(URI daemon) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(daemon.resolve("/send"))
                                .header("Content-Type", "application/json")
                                .header("Prefer", "respond-async")
                                .POST(BodyPublishers.ofString("{\"to\":[\"ann@example.com\"],\"text\":\"Hello\"}"))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static Optional<Path> libfaketime() throws IOException {
        try (var found = Files.find(
                Path.of("/usr/lib"), 3, (file, attributes) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
            return found.findFirst();
        }
    }
}
