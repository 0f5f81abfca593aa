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
 * Callers that hand over mails through the balancers, each to a recipient of its own, until there is a file {@code
 * stop}. Whoever gets no 200 or 202 has failed; with an Idempotency-Key it asks again then, as callers are told to do.
 */
final class Load {

    static final URI SERVICE = URI.create("https://192.0.2.10");

    private static final int CALLERS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final boolean keys;
    private final Path stop;
    private final HttpClient http;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    /**
     * A mail that was handed over, and its first answer.
     *
     * @param start in milliseconds since 1970, as is the end
     * @param status 0 where the connection broke
     * @param node which daemon answered, empty where none did
     */
    record Asked(String to, long start, long end, int status, String node) {

        boolean failed() {
            return status != 200 && status != 202;
        }
    }

    /** @param keys whether each mail has an Idempotency-Key; without, nobody can repeat what went wrong */
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

    /** @return by the recipient, once every mail is taken or its caller has lost patience */
    Map<String, Asked> run() throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(this::call, "caller");
            caller.start();
            callers.add(caller);
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return asked;
    }

    private void call() {
        List<Thread> again = new ArrayList<>();
        try {
            while (!Files.exists(stop)) {
                String to = name + "-" + numbers.incrementAndGet() + "@example.com";
                Asked first = ask(to);
                asked.put(to, first);
                if (first.failed() && keys) {
                    // Beside the others: nobody is to wait for what one mail has to wait for.
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
            } while (ask(to).failed() && System.nanoTime() < end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Asked ask(String to) throws InterruptedException {
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
            return new Asked(to, start, System.currentTimeMillis(), answer.statusCode(), node);
        } catch (IOException e) {
            return new Asked(to, start, System.currentTimeMillis(), 0, "");
        }
    }

    /** @return what the daemons say at this path */
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
