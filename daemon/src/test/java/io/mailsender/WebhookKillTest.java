package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.Behaviours;
import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.MailLoad;
import io.mailsender.testing.MailLoad.Asked;
import io.mailsender.testing.MailSink;
import io.mailsender.testing.Reckoning;
import io.mailsender.testing.TestPostgresql;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon is killed with SIGKILL while it delivers to webhooks: every event arrives at least once. */
class WebhookKillTest {

    private static final int KILLS = Integer.getInteger("kills", 2);
    private static final Pattern EVENT =
            Pattern.compile("\"type\":\"message\\.([a-z]+)\".*\"data\":\\{\"id\":\"([0-9a-f]{32})\"");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private volatile URI daemon = URI.create("http://127.0.0.1:1");

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
        try (MailSink sink = MailSink.start().delay(30);
                FaultyHttpServer receiver = FaultyHttpServer.start()) {
            receiver.always(exchange -> {
                exchange.receive();
                pause();
                exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            });
            // Some events fail first.
            receiver.next(Behaviours.status(500), Behaviours.status(503), Behaviours.status(500));
            Path config = Files.writeString(
                    directory.resolve("config.yml"),
                    "providers: " + sink.providers() + "\nserver: {port: 0}\nstore: " + store
                            + "\nqueue: {lease: 5s, poll: 200ms}\nretry: {delay: 1s}\n"
                            + "webhooks: {allow-hosts: [127.0.0.1], poll: 50ms, timeout: 2s}\n");
            Path log = directory.resolve("daemon.log");
            DaemonProcess process = DaemonProcess.start(config, log);
            daemon = process.awaitListening();
            DaemonProcess other = two ? DaemonProcess.start(config, directory.resolve("other.log")) : null;
            if (other != null) {
                other.awaitListening();
            }
            assertThat(post(
                            "/webhooks",
                            "{\"url\":\"http://127.0.0.1:" + receiver.uri().getPort() + "/hook\"}"))
                    .contains("whsec_");
            Thread.sleep(1_500);
            try (MailLoad load = MailLoad.start(8, () -> daemon)) {
                for (int i = 0; i < KILLS; i++) {
                    int before = receiver.posts().size();
                    await().until(() -> receiver.posts().size() > before + 5);
                    pause();
                    process.kill();
                    process = DaemonProcess.start(config, log);
                    daemon = process.awaitListening();
                }
                load.close();
                new Reckoning(daemon).awaitQuiet();
                Set<String> expected = new TreeSet<>();
                for (Asked asked : load.asked().values()) {
                    if (asked.token() != null) {
                        expected.add(asked.token() + " " + status(asked.token()));
                    }
                }
                assertThat(expected).hasSizeGreaterThan(10);
                await().untilAsserted(() -> assertThat(received(receiver)).containsAll(expected));
                System.out.println("kills " + KILLS + ": " + expected.size() + " messages, "
                        + receiver.posts().size() + " posts");
            } finally {
                process.kill();
                if (other != null) {
                    other.kill();
                }
            }
        }
    }

    private static Set<String> received(FaultyHttpServer receiver) {
        Set<String> received = new TreeSet<>();
        receiver.posts().forEach(post -> {
            Matcher event = EVENT.matcher(post.text());
            if (event.find()) {
                received.add(event.group(2) + " " + event.group(1));
            }
        });
        return received;
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(200));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String status(String id) throws Exception {
        String answer = http.send(
                        HttpRequest.newBuilder(daemon.resolve("/messages/" + id))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Matcher status = Pattern.compile("\"status\":\"([a-z]+)\"").matcher(answer);
        assertThat(status.find()).as(answer).isTrue();
        return status.group(1);
    }

    private String post(String path, String body) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(daemon.resolve(path))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
