package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.MailSink.Mail;
import io.mailsender.testing.Reckoning;
import io.mailsender.testing.SmtpLoad;
import io.mailsender.testing.TestPostgresql;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The daemon is killed with SIGKILL repeatedly, at random moments, while SMTP clients submit mails: each mail that was answered 250 is at
 * the next server with its own bytes, and a mail that its client sent again is no second one. {@code bench/kill --smtp} does it for long.
 */
class SmtpKillTest {

    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final Pattern ID = Pattern.compile("\\A(?:.*\\r\\n)*?\\twith ESMTP id ([0-9a-f]{32});");

    @TempDir
    Path directory;

    private volatile InetSocketAddress smtp = new InetSocketAddress("127.0.0.1", 1);

    /** With every build only on SQLite; {@code KillTest} has both stores. */
    static List<String> stores() {
        return System.getProperty("kills") == null ? List.of("sqlite") : List.of("sqlite", "postgresql");
    }

    @ParameterizedTest
    @MethodSource("stores")
    void killedItLosesNoMailAndTakesNoneTwice(String store) throws Exception {
        if (store.equals("sqlite")) {
            kill("{kind: sqlite, file: '" + directory.resolve("mail.db") + "'}");
            return;
        }
        try (TestPostgresql postgresql = TestPostgresql.start()) {
            kill("{kind: postgresql, url: '" + postgresql.url() + "'}");
        }
    }

    private void kill(String store) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        try (FaultySmtpServer relay = new FaultySmtpServer().delay(60)) {
            String account = "{kind: smtp, host: " + relay.address() + ", port: " + relay.port()
                    + ", tls: none, from: shop@example.org}";
            // Two accounts: a mail that may have been sent through one is resent through the other.
            Path config = Files.writeString(
                    directory.resolve("config.yml"),
                    "providers: {relay: " + account + ", backup: " + account + "}\norder: [relay, backup]"
                            + "\nserver: {port: 0}\nsmtp: {listeners: [{host: 127.0.0.1, port: 0, tls: none}]}\nstore: "
                            + store + "\nqueue: {lease: 5s, poll: 200ms}\nretry: {delay: 1s}\n");
            Path log = directory.resolve("daemon.log");
            DaemonProcess process = DaemonProcess.start(config, log);
            URI daemon = process.awaitListening();
            smtp = process.awaitSmtp();
            try (SmtpLoad load = SmtpLoad.start(12, () -> smtp)) {
                for (int i = 0; i < KILLS; i++) {
                    // Kill it at work, even on a slow machine.
                    long before = load.tokens();
                    await().atMost(Duration.ofMinutes(2)).until(() -> load.tokens() > before + 3);
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
                    smtp = process.awaitSmtp();
                }
                load.close();
                assertThat(load.refusals()).isEmpty();
                Reckoning reckoning = new Reckoning(daemon).awaitQuiet();
                List<Mail> arrived = arrived(relay.mails());
                String figures = reckoning.settle(load.asked(), arrived);
                System.out.println(
                        "kills " + KILLS + " (seed " + seed + "): " + figures + "; sent again: " + load.repeated());
                assertThat(load.repeated())
                        .as("mails whose clients did not read the reply")
                        .isPositive();
            } finally {
                process.kill();
            }
        }
    }

    /** What the next server got. The bytes must be the client's, behind the field that the daemon adds. */
    private static List<Mail> arrived(List<FaultySmtpServer.Mail> mails) {
        List<Mail> arrived = new ArrayList<>();
        for (FaultySmtpServer.Mail mail : mails) {
            Matcher id = ID.matcher(mail.data());
            assertThat(id.find()).as(mail.data()).isTrue();
            String to = mail.recipients().get(0);
            String text = mail.data().replace("\r\n..", "\r\n.");
            assertThat(text.substring(text.indexOf("\r\nFrom: ") + 2)).isEqualTo(SmtpLoad.sent(to));
            arrived.add(new Mail(id.group(1), to));
        }
        return arrived;
    }
}
