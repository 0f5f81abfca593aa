package io.mailsender.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Callers that send mails until they are stopped: half synchronously, half asynchronously, and half with {@code on_unknown: hold}.
 * Each mail has a unique recipient and is submitted once, so a second mail to that recipient is a duplicate.
 */
public final class MailLoad implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{32})\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Supplier<URI> daemon;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * A request and its answer.
     *
     * @param status 0 if the connection broke
     * @param token the id of the message, if the answer was 200 or 202
     */
    public record Asked(
            String to,
            boolean hold,
            boolean async,
            int status,
            @Nullable String token) {}

    private MailLoad(Supplier<URI> daemon) {
        this.daemon = daemon;
    }

    /** @param daemon chooses the daemon for the next mail */
    public static MailLoad start(int callers, Supplier<URI> daemon) {
        MailLoad load = new MailLoad(daemon);
        for (int i = 0; i < callers; i++) {
            Thread thread = new Thread(load::run, "caller");
            thread.setDaemon(true);
            thread.start();
            load.threads.add(thread);
        }
        return load;
    }

    /** The requests by recipient. */
    public Map<String, Asked> asked() {
        return Map.copyOf(asked);
    }

    /** How many mails were answered 200 or 202. */
    public long tokens() {
        return asked.values().stream().filter(a -> a.token() != null).count();
    }

    private void run() {
        try {
            while (!stopped) {
                Asked last = ask(numbers.incrementAndGet());
                asked.put(last.to(), last);
                Thread.sleep(
                        last.status() == 0 ? 50 : ThreadLocalRandom.current().nextInt(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Asked ask(int number) throws InterruptedException {
        String to = "u" + number + "@example.com";
        boolean hold = number % 2 == 0;
        boolean async = number % 4 < 2;
        HttpRequest.Builder request = HttpRequest.newBuilder(daemon.get().resolve("/send"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(2))
                .POST(BodyPublishers.ofString("{\"to\":[\"" + to + "\"],\"text\":\"Hello\",\"on_unknown\":\""
                        + (hold ? "hold" : "resend") + "\"}"));
        if (async) {
            request.header("Prefer", "respond-async");
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            Matcher id = ID.matcher(answer.body());
            boolean accepted = answer.statusCode() == 200 || answer.statusCode() == 202;
            return new Asked(to, hold, async, answer.statusCode(), accepted && id.find() ? id.group(1) : null);
        } catch (IOException e) {
            return new Asked(to, hold, async, 0, null);
        }
    }

    /** Stops the callers and waits until every request is answered. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(150_000);
            if (thread.isAlive()) {
                throw new AssertionError("a request got no answer");
            }
        }
    }
}
