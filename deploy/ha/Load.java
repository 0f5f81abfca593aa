import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Callers that send mails through the balancers, each to a different recipient, until the file {@code stop} exists. A
 * request without a 200 or 202 has failed; with an Idempotency-Key the caller then repeats it.
 */
final class Load {

    static final URI SERVICE = URI.create("https://192.0.2.10");

    private static final int CALLERS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final boolean keys;
    private final Path stop;
    private final HttpClient http;
    private final Map<String, Exchange> exchanges = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    /**
     * A request and its answer.
     *
     * @param start in milliseconds since 1970, like {@code end}
     * @param status 0 if the connection broke
     * @param node the daemon that answered, empty if none did
     */
    record Exchange(String to, long start, long end, int status, String node) {

        boolean failed() {
            return status != 200 && status != 202;
        }
    }

    /** @param keys whether each mail has an Idempotency-Key; without keys no failed request is repeated */
    Load(String name, boolean keys, Path directory) throws GeneralSecurityException, IOException {
        this.name = name;
        this.keys = keys;
        this.stop = directory.resolve("stop");
        this.http = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .sslContext(trusting(directory.resolve("cert.pem")))
                .build();
    }

    /** @return the first requests by recipient, once every mail is accepted or its caller has given up */
    Map<String, Exchange> run() throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(this::call, "caller");
            caller.start();
            callers.add(caller);
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return exchanges;
    }

    private void call() {
        List<Thread> again = new ArrayList<>();
        try {
            while (!Files.exists(stop)) {
                String to = name + "-" + numbers.incrementAndGet() + "@example.com";
                Exchange first = send(to);
                exchanges.put(to, first);
                if (first.failed() && keys) {
                    // In a thread of its own, so that the repetition does not delay other mails.
                    Thread repeating = new Thread(() -> repeat(to), "repeating");
                    repeating.start();
                    again.add(repeating);
                }
                Thread.sleep(ThreadLocalRandom.current().nextInt(150));
            }
            for (Thread repeating : again) {
                repeating.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat(String to) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            do {
                Thread.sleep(500);
            } while (send(to).failed() && System.nanoTime() < end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Exchange send(String to) throws InterruptedException {
        HttpRequest.Builder request = request("/send")
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofString("{\"to\":[\"" + to + "\"],\"text\":\"Hello\"}"));
        if (keys) {
            request.header("Idempotency-Key", to);
        }
        long start = System.currentTimeMillis();
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            String node = answer.headers().firstValue("X-Served-By").orElse("");
            return new Exchange(to, start, System.currentTimeMillis(), answer.statusCode(), node);
        } catch (IOException e) {
            return new Exchange(to, start, System.currentTimeMillis(), 0, "");
        }
    }

    /** @throws IOException also if the status is not 200 */
    String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request(path).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(SERVICE.resolve(path)).header("Authorization", "Bearer load");
    }

    private static SSLContext trusting(Path certificate) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "test", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
