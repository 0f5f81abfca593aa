package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flushes a spool in other processes, of which some are killed. */
class SpoolFlushIT {

    private static final byte[] STORED = "{\"id\":\"m1\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private volatile int hold = -1;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/send", this::store);
        server.start();
    }

    @AfterEach
    void stop() {
        answer.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void store(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        if (keys.size() == hold) {
            held.countDown();
            await(answer);
        }
        exchange.sendResponseHeaders(202, STORED.length);
        exchange.getResponseBody().write(STORED);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> spool(int count) throws IOException {
        Spool spool = Spool.at(folder.resolve("spool"));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PreparedMail mail = new PreparedMail(
                    null, List.of("ann@x.example"), ("Subject: " + i + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            SpooledMail spooled = SpooledMail.create(
                    mail, Instant.parse("2030-01-01T00:00:00Z").plusSeconds(i));
            spool.add(spooled);
            expected.add(spooled.idempotencyKey());
        }
        return expected;
    }

    private Process flush() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("cli.file"),
                "flush",
                "--url",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "--spool",
                folder.resolve("spool").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    @Test
    void aKilledFlushRepeatsTheMailWithItsKey() throws Exception {
        List<String> expected = spool(3);
        hold = 2;
        Process first = flush();
        await(held);
        first.destroyForcibly();
        end(first);
        assertThat(end(flush())).isZero();
        assertThat(keys).containsExactly(expected.get(0), expected.get(1), expected.get(1), expected.get(2));
        assertThat(Spool.at(folder.resolve("spool")).waitingIds()).isEmpty();
    }

    /** The second waits for the first. */
    @Test
    void twoFlushesSendEachMailOnce() throws Exception {
        List<String> expected = spool(20);
        hold = 3;
        Process first = flush();
        await(held);
        Process second = flush();
        answer.countDown();
        assertThat(end(first)).isZero();
        assertThat(end(second)).isZero();
        assertThat(keys).containsExactlyElementsOf(expected);
    }
}
