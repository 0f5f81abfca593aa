package io.mailsender.smtp;

import static io.mailsender.smtp.SmtpClient.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.Heap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server on sockets. */
class SmtpServerTest {

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4);

    @SuppressWarnings("NullAway.Init")
    private static SmtpTestServer server;

    @BeforeAll
    static void start() {
        server = new SmtpTestServer(Map.of(), SmtpTestServer.settings("none"), THREADS, OneKey.NONE);
    }

    @AfterAll
    static void stop() {
        server.close();
        THREADS.shutdownNow();
    }

    private static SmtpClient connect() throws IOException {
        return SmtpClient.connect(server.address(0));
    }

    private static String mail(String text) {
        return START.substring("EHLO x\r\n".length()) + text + "\r\n.\r\n";
    }

    @Test
    void aMailIsAcceptedAndTheConnectionClosed() throws Exception {
        try (SmtpClient client = connect()) {
            assertThat(client.reply()).isEqualTo("220 mx.example ESMTP Mail Sender\n");
            client.send("EHLO x\r\n");
            assertThat(client.reply())
                    .startsWith("250-mx.example\n250-PIPELINING\n")
                    .endsWith("250 ENHANCEDSTATUSCODES\n");
            client.send(mail("one mail") + "QUIT\r\n");
            assertThat(client.codes(4)).isEqualTo("250 250 354 250");
            assertThat(client.untilTheEnd()).isEqualTo("221 2.0.0 Bye\r\n");
        }
        assertThat(server.intake().texts()).contains("a@b.example [c@d.example]\none mail\r\n");
    }

    /** The stages of the port complete in other threads, and the replies keep the order. */
    @Test
    void pipelinedCommandsAreAnsweredInTheirOrder() throws Exception {
        try (SmtpClient client = connect()) {
            StringBuilder commands = new StringBuilder("EHLO x\r\n");
            StringBuilder codes = new StringBuilder("220 250");
            for (int i = 0; i < 500; i++) {
                commands.append("MAIL FROM:<a@b.example>\r\nRCPT TO:<refused@d.example>\r\nRCPT TO:<c@d.example>\r\n")
                        .append("DATA\r\npipelined ")
                        .append(i)
                        .append("\r\n.\r\n");
                codes.append(" 250 550 250 354 250");
            }
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    client.send(commands.toString());
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(client.codes(2 + 2500)).isEqualTo(codes.toString());
            sent.join();
        }
        assertThat(server.intake().texts().stream().filter(text -> text.contains("pipelined")))
                .hasSize(500);
    }

    @Test
    void aClientThatDoesNotReadIsNotServedWithoutEnd() throws Exception {
        int before = server.intake().submitted();
        try (SmtpClient client = SmtpClient.connectWithSmallBuffer(server.address(0))) {
            client.socket().setSoTimeout(1000);
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
                try {
                    client.send("EHLO x\r\n");
                    while (true) {
                        client.send(mail("flood").repeat(1000));
                    }
                } catch (IOException closed) {
                    // It ends with the connection.
                }
            });
            await().pollInterval(Duration.ofMillis(500)).until(() -> {
                int now = server.intake().submitted();
                Thread.sleep(2000);
                return now > before && server.intake().submitted() == now;
            });
            assertThat(flood).isNotDone();
            client.reset();
            flood.join();
        }
    }

    @Test
    void aMailWithoutItsDotIsForgotten() throws Exception {
        String[] ends = {"", "\r\n", "\r\n.", "\r\n.\r", "\r\n.\n", "\n.\n", "\r.\r", ".\r\n"};
        for (String end : ends) {
            for (boolean reset : new boolean[] {false, true}) {
                SmtpClient client = connect();
                client.send(START);
                assertThat(client.codes(5)).isEqualTo("220 250 250 250 354");
                client.send("cut off" + end);
                if (reset) {
                    client.reset();
                } else {
                    client.close();
                }
            }
        }
        await().until(() -> open() == 0);
        assertThat(server.intake().texts()).noneMatch(text -> text.contains("cut off"));
    }

    @Test
    void aThousandIdleConnectionsNeedLittleMemory() throws Exception {
        List<SmtpClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                clients.add(connect());
                clients.get(i).send(START + "x\r\n.\r\n");
                clients.get(i).codes(6);
            }
            long before = Heap.used();
            for (int i = 0; i < 1000; i++) {
                SmtpClient client = connect();
                clients.add(client);
                client.send(START + "x\r\n.\r\n");
                client.codes(6);
            }
            assertThat((Heap.used() - before) / 1000)
                    .as("octets per connection, both ends")
                    .isLessThan(20_000);
            assertThat(open()).isEqualTo(1050);
            SmtpClient last = clients.get(1049);
            last.send("QUIT\r\n");
            assertThat(last.untilTheEnd()).startsWith("221");
        } finally {
            for (SmtpClient client : clients) {
                client.close();
            }
        }
        await().until(() -> open() == 0);
    }

    @Test
    void aLargeMailIsAcceptedAndATooLargeOneRefused() throws Exception {
        String line = "x".repeat(98) + "\r\n";
        try (SmtpClient client = connect()) {
            client.send(START + line.repeat(10_000) + ".\r\n");
            assertThat(client.codes(6)).isEqualTo("220 250 250 250 354 250");
            client.send(START + line.repeat(10_001) + ".\r\nNOOP\r\n");
            assertThat(client.codes(6)).isEqualTo("250 250 250 354 552 250");
            client.send(START);
            client.codes(4);
            client.send(line.repeat(20_001));
            assertThat(client.untilTheEnd()).startsWith("421 4.7.0");
        }
    }

    @Test
    void slowClientsAreClosed() throws Exception {
        SmtpSettings settings = SmtpTestServer.settings(10, Duration.ofSeconds(1), Duration.ofSeconds(2), "none");
        try (SmtpTestServer impatient = SmtpTestServer.open(settings);
                SmtpClient silent = SmtpClient.connect(impatient.address(0));
                SmtpClient halfway = SmtpClient.connect(impatient.address(0));
                SmtpClient inData = SmtpClient.connect(impatient.address(0));
                SmtpClient dribbling = SmtpClient.connect(impatient.address(0))) {
            halfway.send("NOO");
            inData.send(START + "begun");
            CompletableFuture<Void> drops = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        dribbling.send("x");
                        Thread.sleep(100);
                    }
                } catch (IOException | InterruptedException closed) {
                    // It ends with the connection.
                }
            });
            assertThat(silent.untilTheEnd()).endsWith("421 4.4.2 Timeout\r\n");
            assertThat(halfway.untilTheEnd()).endsWith("421 4.4.2 Timeout\r\n");
            assertThat(inData.untilTheEnd()).endsWith("421 4.4.2 Timeout\r\n");
            assertThat(dribbling.untilTheEnd()).endsWith("421 4.4.2 Timeout\r\n");
            dribbling.close();
            drops.join();
            assertThat(impatient.intake().mails()).isEmpty();
        }
    }

    @Test
    void forOneConnectionTooManyTheLongestIdleOneIsClosed() throws Exception {
        SmtpSettings settings = SmtpTestServer.settings(2, Duration.ofMinutes(5), Duration.ofMinutes(5), "none");
        try (SmtpTestServer small = SmtpTestServer.open(settings);
                SmtpClient first = SmtpClient.connect(small.address(0))) {
            assertThat(first.reply()).startsWith("220");
            try (SmtpClient second = SmtpClient.connect(small.address(0))) {
                assertThat(second.reply()).startsWith("220");
                // Twice: the server notes the time after it has written a reply.
                for (int i = 0; i < 2; i++) {
                    first.send("NOOP\r\n");
                    assertThat(first.reply()).startsWith("250");
                }
                try (SmtpClient third = SmtpClient.connect(small.address(0))) {
                    assertThat(third.reply()).startsWith("220");
                    assertThat(second.untilTheEnd()).startsWith("421 4.7.0");
                    first.send("NOOP\r\n");
                    assertThat(first.reply()).startsWith("250");
                }
            }
        }
    }

    @Test
    void allConnectionsBusyOneMoreIsToldSo() throws Exception {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        SmtpSettings settings = SmtpTestServer.settings(1, Duration.ofMinutes(5), Duration.ofMinutes(5), "none");
        try (SmtpTestServer small = new SmtpTestServer(Map.of(), settings, tasks::add, OneKey.NONE);
                SmtpClient busy = SmtpClient.connect(small.address(0))) {
            busy.send("EHLO x\r\nMAIL FROM:<>\r\n");
            Runnable task = tasks.take();
            try (SmtpClient other = SmtpClient.connect(small.address(0))) {
                assertThat(other.untilTheEnd()).startsWith("421 4.7.0 Too many connections");
            }
            task.run();
            assertThat(busy.codes(3)).isEqualTo("220 250 250");
        }
    }

    @Test
    void onShutdownMessagesAreFinished() throws Exception {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        try (SmtpTestServer stopping =
                        new SmtpTestServer(Map.of(), SmtpTestServer.settings("none"), tasks::add, OneKey.NONE);
                SmtpClient idle = SmtpClient.connect(stopping.address(0));
                SmtpClient inData = SmtpClient.connect(stopping.address(0))) {
            assertThat(idle.reply()).startsWith("220");
            inData.send("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\nbegun");
            tasks.take().run();
            tasks.take().run();
            assertThat(inData.codes(5)).isEqualTo("220 250 250 250 354");
            var address = stopping.address(0);
            CompletableFuture<?> stopped =
                    stopping.server().shutdownGracefully().toCompletableFuture();
            assertThat(idle.untilTheEnd()).isEqualTo("421 4.3.2 Shutting down\r\n");
            idle.close();
            await().untilAsserted(() -> assertThatThrownBy(
                            () -> SmtpClient.connect(address).close())
                    .isInstanceOf(IOException.class));
            inData.send("\r\n.\r\n");
            Runnable submit = tasks.take();
            assertThat(stopped).isNotDone();
            submit.run();
            assertThat(inData.untilTheEnd()).isEqualTo("250 2.6.0 mail1 queued\r\n421 4.3.2 Shutting down\r\n");
            inData.close();
            await().until(stopped::isDone);
            assertThat(stopping.intake().mails()).hasSize(1);
        }
    }

    @Test
    void theMailsAreCounted() throws Exception {
        try (SmtpTestServer counted = SmtpTestServer.open(SmtpTestServer.settings("none"));
                SmtpClient client = SmtpClient.connect(counted.address(0))) {
            client.send(START + "x\r\n.\r\n" + START + "x\n\r\n.\r\n" + START + "Subject: fault\r\n.\r\n");
            assertThat(client.codes(16)).endsWith("250 250 250 354 451");
            String metrics = counted.daemon().get("/prometheus").text();
            for (String result : List.of("accepted", "refused", "deferred")) {
                assertThat(metrics).contains("mail_sender_smtp_mails_total{result=\"" + result + "\"} 1.0");
            }
            assertThat(metrics).contains("mail_sender_smtp_connections 1.0");
        }
    }

    private static int open() {
        return server.open();
    }
}
