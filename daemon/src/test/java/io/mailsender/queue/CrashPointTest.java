package io.mailsender.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.delivery.DeliveryMetrics;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.queue.CrashingDaemon.Point;
import io.mailsender.store.TestStores;
import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.ScriptedProvider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A daemon crashes at each point of a message's delivery, and another daemon takes over. */
class CrashPointTest {

    @TempDir
    Path directory;

    /**
     * @param before how many mails the crashed daemon sent
     * @param after how many mails the next daemon sends
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
            BEFORE_INSERT,                 resend, 0, 0, none,    false
            BEFORE_COMMIT,                 resend, 0, 0, none,    false
            ACCEPTED_BEFORE_THE_ANSWER,    resend, 0, 1, sent,    true
            ACCEPTED_BEFORE_THE_ANSWER,    hold,   0, 0, unknown, false
            ACCEPTED_AND_QUEUED,           hold,   0, 1, sent,    false
            BEFORE_THE_CLAIM_IS_COMMITTED, hold,   0, 1, sent,    false
            CLAIMED,                       hold,   0, 1, sent,    false
            BEGUN_BEFORE_CONNECT,          resend, 0, 1, sent,    true
            BEGUN_BEFORE_CONNECT,          hold,   0, 0, unknown, false
            BODY_OUT,                      resend, 1, 1, sent,    true
            BODY_OUT,                      hold,   1, 0, unknown, false
            BODY_OUT,                      fail,   1, 0, failed,  false
            REPLY_READ,                    resend, 1, 1, sent,    true
            REPLY_READ,                    hold,   1, 0, unknown, false
            RESULT_COMMITTED,              resend, 1, 0, sent,    false
            BEFORE_ANYBODY_IS_TOLD,        resend, 1, 0, sent,    false
            """)
    void afterACrash(Point point, String policy, int before, int after, String status, boolean possibleDuplicate)
            throws Exception {
        Path file = directory.resolve("mail.db");
        Path sink = directory.resolve("sink");
        String id = crash(point, policy, file, sink);
        assertThat(Files.exists(sink) ? Files.readAllLines(sink) : List.of()).hasSize(before);

        ScriptedProvider first = new ScriptedProvider("first");
        ScriptedProvider second = new ScriptedProvider("second");
        try (MessageStore store = TestStores.sqlite(file, Clock.systemUTC());
                Dispatcher dispatcher = CrashingDaemon.dispatcher(
                        store,
                        List.of(first, second),
                        new DeliveryMetrics(new SimpleMeterRegistry()),
                        Clock.systemUTC())) {
            assertThat(dispatcher).isNotNull();
            await().untilAsserted(() -> {
                Optional<StoredMessage> found = find(store, id);
                assertThat(found.map(m -> m.status().word()).orElse("none")).isEqualTo(status);
                assertThat(found.map(StoredMessage::possibleDuplicate).orElse(false))
                        .isEqualTo(possibleDuplicate);
            });
            assertThat(store.depths().toCompletableFuture().join()).isEmpty();
            assertThat(first.calls().size() + second.calls().size()).isEqualTo(after);
            // The provider that may have the message does not get it again.
            assertThat(second.calls()).hasSize(possibleDuplicate ? 1 : 0);
            if (status.equals(DeliveryStatus.UNKNOWN.word())) {
                assertThat(find(store, id).orElseThrow().attempts()).hasSize(1);
            }
        }
    }

    private static Optional<StoredMessage> find(MessageStore store, String id) {
        return store.find(id).toCompletableFuture().join();
    }

    private String crash(Point point, String policy, Path file, Path sink) throws Exception {
        Path err = directory.resolve("err");
        List<String> command = DaemonProcess.commandOfTests(CrashingDaemon.class);
        command.addAll(List.of(point.name(), policy, file.toString(), sink.toString()));
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        String id = process.inputReader()
                .lines()
                .filter(line -> line.matches("[0-9a-f]{32}"))
                .findFirst()
                .orElse("");
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(CrashingDaemon.CRASHED);
        return id;
    }
}
