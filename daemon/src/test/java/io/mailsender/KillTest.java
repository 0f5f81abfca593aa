package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.MailLoad;
import io.mailsender.testing.MailSink;
import io.mailsender.testing.Reckoning;
import io.mailsender.testing.TestPostgresql;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon is killed with SIGKILL repeatedly, at random moments, while it sends. */
class KillTest {

    private static final int KILLS = Integer.getInteger("kills", 3);

    @TempDir
    Path directory;

    private volatile URI daemon = URI.create("http://127.0.0.1:1");

    @Test
    void killedOnSqliteItLosesNothingAndSendsNothingTwiceUnmarked() throws Exception {
        kill("{kind: sqlite, file: '" + directory.resolve("mail.db") + "'}");
    }

    @Test
    void killedOnPostgresqlItLosesNothingAndSendsNothingTwiceUnmarked() throws Exception {
        try (TestPostgresql postgresql = TestPostgresql.start()) {
            kill("{kind: postgresql, url: '" + postgresql.url() + "'}");
        }
    }

    private void kill(String store) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        try (MailSink sink = MailSink.start().delay(60)) {
            Path config = Files.writeString(
                    directory.resolve("config.yml"),
                    "providers: " + sink.providers() + "\nserver: {port: 0}\nstore: " + store
                            + "\nqueue: {lease: 5s, poll: 200ms}\nretry: {delay: 1s}\n");
            Path log = directory.resolve("daemon.log");
            DaemonProcess process = DaemonProcess.start(config, log);
            daemon = process.awaitListening();
            try (MailLoad load = MailLoad.start(12, () -> daemon)) {
                for (int i = 0; i < KILLS; i++) {
                    // Kill it at work, even on a slow machine.
                    long before = load.tokens();
                    await().until(() -> load.tokens() > before + 3);
                    Thread.sleep(random.nextInt(1_000));
                    process.kill();
                    process = DaemonProcess.start(config, log);
                    if (i % 5 == 1) {
                        // Kill it during its start, too.
                        Thread.sleep(random.nextInt(2_000));
                        process.kill();
                        process = DaemonProcess.start(config, log);
                    }
                    daemon = process.awaitListening();
                }
                load.close();
                String figures = new Reckoning(daemon).awaitQuiet().settle(load, sink);
                System.out.println("kills " + KILLS + " (seed " + seed + "): " + figures);
                assertThat(load.tokens())
                        .as("messages that make the run meaningful")
                        .isGreaterThan(KILLS * 3L);
            } finally {
                process.kill();
            }
        }
    }
}
