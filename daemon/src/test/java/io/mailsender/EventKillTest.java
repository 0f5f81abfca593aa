package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.MailSink;
import io.mailsender.testing.TestPostgresql;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon is killed with SIGKILL while a vendor posts: every event that was answered 2xx is in the record of its message. */
class EventKillTest {

    private static final int KILLS = Integer.getInteger("kills", 2);
    private static final int MESSAGES = 20;
    private static final List<String> EVENTS = List.of("accepted", "delivered", "opened", "clicked", "complained");
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{32})\"");

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Queue<Event> waiting = new ConcurrentLinkedQueue<>();
    private final Map<Event, Boolean> kept = new ConcurrentHashMap<>();
    private volatile URI daemon = URI.create("http://127.0.0.1:1");

    private record Event(String id, String name) {}

    @Test
    void killedOnSqliteItLosesNoEvent() throws Exception {
        kill("{kind: sqlite, file: '" + directory.resolve("mail.db") + "'}", false);
    }

    @Test
    void twoDaemonsOnPostgresqlLoseNoEventWhenOneIsKilled() throws Exception {
        try (TestPostgresql postgresql = TestPostgresql.start()) {
            kill("{kind: postgresql, url: '" + postgresql.url() + "'}", true);
        }
    }

    private void kill(String store, boolean two) throws Exception {
        try (MailSink sink = MailSink.start()) {
            Path config = Files.writeString(
                    directory.resolve("config.yml"),
                    "providers: " + sink.providers().replace("kind: mailgun,", "kind: mailgun, event-signing-key: k,")
                            + "\nserver: {port: 0}\nstore: " + store + "\nqueue: {lease: 5s, poll: 200ms}\n");
            Path log = directory.resolve("daemon.log");
            DaemonProcess process = DaemonProcess.start(config, log);
            daemon = process.awaitListening();
            DaemonProcess other = two ? DaemonProcess.start(config, directory.resolve("other.log")) : null;
            ExecutorService posters = Executors.newFixedThreadPool(4);
            try {
                if (other != null) {
                    other.awaitListening();
                }
                List<Event> events = new ArrayList<>();
                for (int i = 0; i < MESSAGES; i++) {
                    String id = send();
                    EVENTS.forEach(name -> events.add(new Event(id, name)));
                }
                Collections.shuffle(events, new Random(1));
                waiting.addAll(events);
                for (int i = 0; i < 4; i++) {
                    posters.submit(this::post);
                }
                for (int i = 1; i <= KILLS; i++) {
                    int some = i * events.size() / (KILLS + 2);
                    await().atMost(Duration.ofMinutes(2)).until(() -> kept.size() >= some);
                    process.kill();
                    process = DaemonProcess.start(config, log);
                    daemon = process.awaitListening();
                }
                await().atMost(Duration.ofMinutes(2)).until(() -> kept.size() == events.size());
                for (Event event : events) {
                    await().atMost(Duration.ofMinutes(2))
                            .untilAsserted(
                                    () -> assertThat(recorded(event.id())).contains(event.name()));
                }
            } finally {
                posters.shutdownNow();
                assertThat(posters.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
                process.kill();
                if (other != null) {
                    other.kill();
                }
            }
        }
    }

    /** As a vendor does: what was not answered 2xx is posted again. */
    private void post() {
        for (Event event = waiting.poll(); event != null; event = waiting.poll()) {
            try {
                int status = http.send(
                                HttpRequest.newBuilder(daemon.resolve("/events/sink"))
                                        .timeout(Duration.ofSeconds(20))
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString(mailgun(event)))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
                if (status / 100 == 2) {
                    kept.put(event, true);
                } else {
                    waiting.add(event);
                }
            } catch (IOException e) {
                waiting.add(event);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String mailgun(Event event) {
        String time = String.valueOf(Instant.now().getEpochSecond());
        String token = event.id() + event.name();
        return """
                {"signature": {"timestamp": "%s", "token": "%s", "signature": "%s"},
                 "event-data": {"event": "%s", "id": "%s", "timestamp": 1790000000, "recipient": "ann@example.com",
                   "message": {"headers": {"message-id": "1@example.org"}}, "user-variables": {"mail-sender-id": "%s"}}}""".formatted(time, token, signature(time + token), event.name(), token, event.id());
    }

    private static String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("k".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String send() throws Exception {
        String answer = http.send(
                        HttpRequest.newBuilder(daemon.resolve("/send"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"to\": [\"ann@example.com\"]}"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Matcher id = ID.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return id.group(1);
    }

    private Set<String> recorded(String id) throws Exception {
        String answer = http.send(
                        HttpRequest.newBuilder(daemon.resolve("/messages/" + id))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Set<String> types = new TreeSet<>();
        Matcher type =
                Pattern.compile("\"kind\":\"event\"[^}]*?\"type\":\"([a-z]+)\"").matcher(answer);
        while (type.find()) {
            types.add(type.group(1));
        }
        return types;
    }
}
