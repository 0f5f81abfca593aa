package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.MailLoad;
import io.mailsender.testing.MailSink;
import io.mailsender.testing.Reckoning;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up and later has room again. The kernel fails the writes, as on a full disk. */
class DiskFaultTest {

    @TempDir
    Path directory;

    @Test
    void nothingIsAcceptedOrSentWhileTheDiskIsFull() throws Exception {
        Path file = directory.resolve("mail.db");
        try (MailSink sink = MailSink.start().delay(60)) {
            Path config = Files.writeString(
                    directory.resolve("config.yml"),
                    "providers: " + sink.providers() + "\nserver: {port: 0}\n"
                            + "delivery: {deadline: 2s, attempt-timeout: 2s}\nstore: {kind: sqlite, file: '" + file
                            + "'}\nqueue: {poll: 200ms}\nretry: {delay: 1s}\n");
            try (DaemonProcess daemon = DaemonProcess.start(config, directory.resolve("daemon.log"))) {
                URI uri = daemon.awaitListening();
                try (MailLoad load = MailLoad.start(8, () -> uri)) {
                    for (int i = 0; i < 2; i++) {
                        accepts(load);
                        daemon.failWrites();
                        // Attempts in progress reach the provider.
                        Thread.sleep(1_000);
                        int sent = sink.mails().size();
                        long refused = refused(load);
                        await().until(() -> refused(load) > refused + 8);
                        assertThat(ready(uri)).isEqualTo(503);
                        assertThat(sink.mails()).hasSize(sent);
                        daemon.allowWrites();
                    }
                    accepts(load);
                    assertThat(ready(uri)).isEqualTo(200);
                    load.close();
                    new Reckoning(uri).awaitQuiet().settle(load, sink);
                }
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("PRAGMA integrity_check").getString(1))
                    .isEqualTo("ok");
        }
    }

    private static void accepts(MailLoad load) {
        long before = load.tokens();
        await().until(() -> load.tokens() > before + 20);
    }

    private static long refused(MailLoad load) {
        return load.asked().values().stream()
                .filter(asked -> asked.status() == 503)
                .count();
    }

    private static int ready(URI daemon) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(daemon.resolve("/health/readiness"))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
