package io.mailsender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ApiDocument;
import io.mailsender.testing.ApiDocument.Operation;
import io.mailsender.testing.FuzzSeed;
import io.mailsender.testing.Heap;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.RawHttp.Answer;
import io.mailsender.testing.RawHttp.Request;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestKeys;
import io.mailsender.testing.Texts;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Random requests, valid and invalid: each is answered in time; an invalid one gets a problem, with a status that the OpenAPI document has
 * for the operation and without internals of the daemon. {@code -Dfuzz.seed=N -Dfuzz.requests=N} changes the requests.
 */
@Isolated
class ApiFuzzTest {

    private static final long SEED = FuzzSeed.value();
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 10_000);
    private static final int CONNECTIONS = 4;
    private static final int TIMEOUT_MILLIS = 2_000;

    private static final String MAIL = "{\"to\":[\"ann@example.com\"],\"subject\":\"Hi\",\"text\":\"It works.\"}";

    private static final List<Operation> OPERATIONS = ApiDocument.read().operations();

    /** Statuses of requests that violate HTTP; in the OpenAPI document they are part of {@code default}. */
    private static final Set<Integer> HTTP_ERRORS = Set.of(408, 414, 431);

    /** Text that only internals contain. */
    private static final List<String> INTERNALS = List.of(
            "Exception",
            "io.mailsender",
            "io.micronaut",
            "io.netty",
            "java.",
            "jakarta.",
            "com.fasterxml",
            "org.sqlite",
            "\tat ",
            "SQLITE",
            "SELECT ",
            "$Definition",
            "@JsonProperty",
            "deserializ");

    @TempDir
    Path directory;

    @Test
    void withAStore() throws Exception {
        fuzz(TestDaemon.sqlite(directory), REQUESTS / 2);
    }

    @Test
    void withoutAStore() throws Exception {
        fuzz(Map.of("store.kind", "none"), REQUESTS / 2);
    }

    private static void fuzz(Map<String, Object> store, int requests) throws Exception {
        System.out.println("fuzz.seed=" + SEED + " fuzz.requests=" + requests + " " + store.get("store.kind"));
        Map<String, Object> settings = new HashMap<>(store);
        settings.put("providers.capture.capture.name", "capture");
        settings.put("providers.capture.capture.keep", 1);
        settings.put("order", List.of("capture"));
        settings.put(
                "api-keys",
                Map.of(
                        "fuzz",
                        Map.of(
                                "hash",
                                TestKeys.hash(FuzzedRequests.KEY),
                                "scopes",
                                List.of("send", "validate", "read", "admin"))));
        try (TestDaemon daemon = TestDaemon.of(settings)) {
            boolean kept = !"none".equals(store.get("store.kind"));
            List<String> wrong = run(daemon, requests / 5, SEED, kept);
            long before = Heap.used();
            wrong.addAll(run(daemon, requests - requests / 5, SEED + CONNECTIONS, kept));
            long after = Heap.used();

            assertThat(wrong).isEmpty();
            assertThat(daemon.get("/health").status()).isEqualTo(200);
            assertThat(daemon.send(daemon.request("/send")
                                    .header("Authorization", "Bearer " + FuzzedRequests.KEY)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(MAIL)))
                            .status())
                    .isEqualTo(200);
            assertThat(after - before).as("octets of heap").isLessThan(16 << 20);
        }
    }

    private static List<String> run(TestDaemon daemon, int requests, long seed, boolean store) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<List<String>>> runs = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                FuzzedRequests fuzzed = new FuzzedRequests(seed + i);
                runs.add(threads.submit(() -> run(daemon, fuzzed, requests / CONNECTIONS, store)));
            }
            List<String> wrong = new ArrayList<>();
            for (Future<List<String>> run : runs) {
                wrong.addAll(run.get());
            }
            return wrong;
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> run(TestDaemon daemon, FuzzedRequests fuzzed, int requests, boolean store)
            throws IOException {
        JsonMapper json = daemon.context().getBean(JsonMapper.class);
        List<String> ids = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        try (RawHttp connection = new RawHttp(daemon.uri("/"), TIMEOUT_MILLIS)) {
            for (int i = 0; i < requests; i++) {
                Request request = fuzzed.next(ids);
                String what;
                try {
                    Answer answer = connection.exchange(request);
                    what = wrongWith(request, answer, json, store);
                    ids.addAll(Texts.find(answer.text(), "\"id\":\"([0-9a-f]{32})\""));
                } catch (IOException e) {
                    what = "no answer: " + e;
                }
                if (what != null) {
                    wrong.add(what + "\n" + request);
                }
            }
        }
        assertThat(ids).as("messages that were sent").isNotEmpty();
        return wrong;
    }

    /** @return what is wrong with the answer; {@code null} if nothing is */
    private static @Nullable String wrongWith(Request request, Answer answer, JsonMapper json, boolean store) {
        String what = answer.status() + " " + answer.fields() + " " + answer.text();
        if (OPERATIONS.stream().anyMatch(operation -> isUndocumented(operation, request, answer))) {
            return "undocumented status: " + request.method() + " " + request.target() + " " + what;
        }
        if (answer.status() >= 500 && (store || answer.status() != 501 || !needsAStore(request, answer))) {
            return "internal error: " + what;
        }
        if (INTERNALS.stream().anyMatch(answer.text()::contains) && answer.status() >= 400) {
            return "shows internals: " + what;
        }
        return answer.status() < 400 || request.method().equals("HEAD") ? null : notAProblem(answer, json, what);
    }

    private static boolean isUndocumented(Operation operation, Request request, Answer answer) {
        return operation.isMeantBy(request.method(), request.target())
                && !HTTP_ERRORS.contains(answer.status())
                && !operation.statuses().contains(Integer.toString(answer.status()));
    }

    private static boolean needsAStore(Request request, Answer answer) {
        return request.method().equals("HEAD") || answer.text().contains("needs a store");
    }

    private static @Nullable String notAProblem(Answer answer, JsonMapper json, String what) {
        if (!answer.header("Content-Type").startsWith("application/problem+json")) {
            return "not a problem: " + what;
        }
        if (!answer.header("Content-Encoding").isEmpty()) {
            return null; // A fuzzed Accept-Encoding allowed compression.
        }
        try {
            JsonNode problem = json.readValue(answer.body(), Argument.of(JsonNode.class));
            return problem.get("status").getIntValue() == answer.status()
                    ? null
                    : "different status in the problem: " + what;
        } catch (IOException e) {
            return "not JSON: " + what;
        }
    }
}
