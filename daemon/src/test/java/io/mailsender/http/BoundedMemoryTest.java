package io.mailsender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Heap;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.RawHttp.Answer;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Callers cannot fill the heap: 40,000 requests (-Dbounded.requests=N), in each of which every value that a caller can choose is new. */
@Isolated
class BoundedMemoryTest {

    private static final int REQUESTS = Integer.getInteger("bounded.requests", 40_000);
    private static final int CONNECTIONS = 4;
    private static final int BATCH = 40;

    private static final int KINDS = 4;

    /** A string in a map takes about 100 octets: less than if a single value of one kind of request were kept. */
    private static final long MOST = 80L * REQUESTS / KINDS;

    private static final String KEY = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    @Test
    void noValueOfACallerIsKept() throws Exception {
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

            long kept = Heap.used() - before;
            System.out.println("octets kept of " + REQUESTS + " requests: " + kept);
            assertThat(kept).as("octets of heap").isLessThan(MOST);
            assertThat(meters(open) + meters(locked)).as("meters").isEqualTo(meters);
        }
    }

    private static TestDaemon withKeys(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("api-keys", Map.of("app", KEY));
        return TestDaemon.of(all);
    }

    private static int meters(TestDaemon daemon) {
        // The JVM adds some with each kind of garbage collection.
        return (int) daemon.context().getBean(MeterRegistry.class).getMeters().stream()
                .filter(meter -> !meter.getId().getName().startsWith("jvm."))
                .count();
    }

    private static void ask(TestDaemon open, TestDaemon locked, AtomicInteger number, int requests) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> runs = IntStream.range(0, CONNECTIONS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        try (RawHttp first = new RawHttp(open.uri("/"), 10_000);
                                RawHttp second = new RawHttp(locked.uri("/"), 10_000)) {
                            for (int n = 0; n < requests / CONNECTIONS; n += BATCH) {
                                ask(first, second, number.getAndAdd(BATCH));
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

    private static void ask(RawHttp open, RawHttp locked, int first) throws Exception {
        List<Request> requests = IntStream.range(first, first + BATCH)
                .mapToObj(BoundedMemoryTest::request)
                .toList();
        assertThat(open.pipeline(requests)).extracting(Answer::status).isSubsetOf(200, 400, 403, 404, 405, 406, 501);
        List<Request> keys = IntStream.range(first, first + BATCH / KINDS)
                .mapToObj(n -> request("GET", "/providers", n, "", "Authorization: Bearer " + n))
                .toList();
        assertThat(locked.pipeline(keys)).extracting(Answer::status).isSubsetOf(401, 429);
    }

    private static Request request(int n) {
        return switch (n % KINDS) {
            case 0 -> request("GET", "/nothing/" + n, n, "", "Idempotency-Key: k" + n, "Prefer: p" + n);
            case 1 ->
                request("GET", "/validation/a" + n + "@d" + n + ".example", n, "", "Origin: http://o" + n + ".example");
            case 2 -> {
                String address = "a" + n + "@d" + n + ".example";
                yield request("POST", "/send", n, """
                        {"to":["N%d <%s>"],"subject":"s%d","tags":["t%d"],"headers":{"X-%d":"v%d"},"metadata":{"m%d":"v"}}
                        """.formatted(n, address, n, n, n, n, n));
            }
            default -> request(n % 8 < KINDS ? "POST" : "M" + n, "/send", n, "{\"f" + n + "\":1}");
        };
    }

    private static Request request(String method, String path, int n, String body, String... more) {
        Stream<String> fields = Stream.of(
                "Content-Type: application/json",
                "Host: localhost",
                "Accept-Language: x-" + n,
                "User-Agent: u" + n,
                "X-Header-" + n + ": " + n,
                "Cookie: c" + n + "=" + n);
        return Request.of(
                method,
                path + "?q" + n + "=" + n,
                Stream.concat(fields, Stream.of(more)).toList(),
                body);
    }
}
