package io.mailsender.transport;

import static io.mailsender.testing.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.RawConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred uploads of 25 MB at the same time, to a daemon with a heap of 256 MB. */
class LargeUploadsTest {

    private static final int UPLOADS = 100;
    private static final int SIZE = 25_000_000;

    @TempDir
    Path directory;

    @Test
    void theDaemonSurvivesThem() throws Exception {
        Path config = Files.writeString(
                directory.resolve("config.yml"),
                "server: {port: 0, queue-timeout: 2s}\nstore: {kind: none}\n"
                        + "providers: {box: {kind: capture, keep: 1}}\n");
        byte[] body = body();
        ExecutorService clients = Executors.newFixedThreadPool(UPLOADS);
        try (DaemonProcess daemon = DaemonProcess.start(config, directory.resolve("log"))) {
            URI uri = daemon.awaitListening();
            List<Future<Integer>> uploads = IntStream.range(0, UPLOADS)
                    .mapToObj(i -> clients.submit(() -> upload(uri, body)))
                    .toList();
            int[] statuses = new int[UPLOADS];
            for (int i = 0; i < UPLOADS; i++) {
                statuses[i] = uploads.get(i).get(1, TimeUnit.MINUTES);
                try (RawConnection probe = RawConnection.connect(uri).send(head("GET", "/health/liveness"))) {
                    assertThat(probe.status()).as("a probe meanwhile").isEqualTo(200);
                }
            }
            assertThat(statuses)
                    .as("%s", Arrays.toString(statuses))
                    .containsOnly(200, 503)
                    .contains(200);
            assertThat(daemon.log()).doesNotContain("OutOfMemory", " ERROR ", "LEAK");
            assertThat(upload(uri, body)).as("one alone, after them").isEqualTo(200);
        } finally {
            clients.shutdownNow();
        }
    }

    private static int upload(URI uri, byte[] body) throws IOException {
        try (RawConnection client = RawConnection.connect(uri)) {
            client.socket().setSoTimeout(60_000);
            client.send(head("POST", "/send", "Content-Type: application/json", "Content-Length: " + body.length));
            try {
                client.send(body);
            } catch (IOException refusedMeanwhile) {
                // The answer has arrived nevertheless.
            }
            return client.status();
        }
    }

    private static byte[] body() {
        byte[] start = "{\"to\":[\"ann@example.com\"],\"attachments\":[{\"filename\":\"a\",\"content\":\""
                .getBytes(StandardCharsets.US_ASCII);
        byte[] end = "\"}]}".getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[start.length + (SIZE - start.length - end.length) / 4 * 4 + end.length];
        Arrays.fill(body, (byte) 'A');
        System.arraycopy(start, 0, body, 0, start.length);
        System.arraycopy(end, 0, body, body.length - end.length, end.length);
        return body;
    }
}
