package io.mailsender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Heap;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.RawHttp.Request;
import io.mailsender.testing.TestDaemon;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What never comes twice is not kept: 100,000 requests, in each of which everything that a caller can choose is new. */
class BoundedMemoryTest {

    private static final int REQUESTS = Integer.getInteger("bounded.requests", 100_000);
    private static final int CONNECTIONS = 4;

    /** Were 100 octets kept of each, for only one of its values, it would be more. */
    private static final long MOST = 100L * REQUESTS * 9 / 10;

    private static final String KEY = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    @Test
    void nothingIsKeptOfWhatCallersMakeUp() throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put("providers.capture.capture.name", "capture");
        settings.put("providers.capture.capture.keep", 1);
        settings.put("order", List.of("capture"));
        try (TestDaemon open = TestDaemon.of(settings);
                TestDaemon locked = withKeys(settings)) {
            AtomicInteger number = new AtomicInteger();
            ask(open, locked, number, REQUESTS / 10);
            int meters = meters(open) + meters(locked);
            long before = Heap.used();

            ask(open, locked, number, REQUESTS);

            assertThat(Heap.used() - before).as("octets of heap").isLessThan(MOST);
            assertThat(meters(open) + meters(locked)).as("meters").isLessThan(meters + 100);
        }
    }

    private static TestDaemon withKeys(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("api-keys", Map.of("app", KEY));
        return TestDaemon.of(all);
    }

    private static int meters(TestDaemon daemon) {
        return daemon.context().getBean(MeterRegistry.class).getMeters().size();
    }

    private static void ask(TestDaemon open, TestDaemon locked, AtomicInteger number, int requests) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> runs = IntStream.range(0, CONNECTIONS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        try (RawHttp first = new RawHttp(open.uri("/"), 10_000);
                                RawHttp second = new RawHttp(locked.uri("/"), 10_000)) {
                            for (int n = 0; n < requests / CONNECTIONS; n++) {
                                ask(first, second, number.getAndIncrement());
                            }
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void ask(RawHttp open, RawHttp locked, int n) throws Exception {
        Request request = switch (n % 8) {
            case 0 -> get("/nothing/" + n);
            case 1 -> get("/messages/" + n);
            case 2 -> get("/providers?q" + n + "=" + n, "X-Header-" + n + ": " + n, "Cookie: c" + n + "=" + n);
            case 3 -> get("/validation/a" + n + "@d" + n + ".example");
            case 4 -> get("/providers", "Accept-Language: x-" + n, "Accept: text/x" + n, "Host: h" + n + ".example");
            case 5 -> Request.of("M" + n, "/providers", List.of("Origin: http://o" + n + ".example"), "");
            case 6 ->
                post(
                        "{\"to\":[\"a" + n + "@d" + n + ".example\"],\"tags\":[\"t" + n + "\"],\"headers\":{\"X-" + n
                                + "\":\"v\"}}",
                        "Prefer: p" + n);
            default -> post("{\"f" + n + "\":1}", "Content-Language: l" + n, "Idempotency-Key: k" + n);
        };
        int status = open.exchange(request).status();
        assertThat(status).as(request.toString()).isIn(200, 400, 403, 404, 405, 406, 501);
        if (n % 8 == 7) {
            assertThat(locked.exchange(get("/providers", "Authorization: Bearer " + n))
                            .status())
                    .isIn(401, 429);
        }
    }

    private static Request get(String target, String... fields) {
        return Request.of("GET", target, List.of(fields), "");
    }

    private static Request post(String json, String... fields) {
        List<String> all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("Content-Type: application/json"),
                        java.util.stream.Stream.of(fields))
                .toList();
        return Request.of("POST", "/send", all, json);
    }
}
