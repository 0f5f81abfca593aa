package io.mailsender.store;

import static io.mailsender.store.StoreFixture.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.message.Message;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.mailsender.testing.Messages;
import io.mailsender.testing.TestPostgresql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers, of which only the primary is writable. */
class PostgresqlFailoverTest {

    private static TestPostgresql first;
    private static TestPostgresql second;

    @BeforeAll
    static void start() throws Exception {
        CompletableFuture<TestPostgresql> other = CompletableFuture.supplyAsync(PostgresqlFailoverTest::server);
        first = server();
        second = other.get(1, TimeUnit.MINUTES);
        // Both have the schema, as with replication.
        open(first.url()).close();
        open(second.url()).close();
    }

    private static TestPostgresql server() {
        try {
            return TestPostgresql.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        first.close();
        second.close();
    }

    @BeforeEach
    void makeTheFirstPrimary() throws SQLException {
        first.readOnly(false);
        second.readOnly(true);
    }

    @Test
    void usesTheWritableServer() throws Exception {
        first.readOnly(true);
        second.readOnly(false);
        try (MessageStore store = open(first.urlWith(second))) {
            Message message = add(store);
            assertThat(find(second, message)).isPresent();
        }
    }

    @Test
    void refusesOneWriteAfterASwitchover() throws Exception {
        try (MessageStore store = open(first.urlWith(second))) {
            assertThat(find(first, add(store))).isPresent();
            await().until(() -> first.daemonConnections() == 4);

            first.readOnly(true);
            second.readOnly(false);

            assertThatThrownBy(() -> add(store))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StoreUnavailableException.class);
            assertThat(find(second, add(store))).isPresent();
            await().until(() -> first.daemonConnections() == 0);
        }
    }

    @Test
    void logsNoContentOfAFailedWrite() throws Exception {
        List<ILoggingEvent> log = TestStores.logged(GroupCommit.class, () -> {
            try (MessageStore store = open(first.urlWith(second))) {
                first.readOnly(true);
                assertThatThrownBy(() -> add(store)).hasCauseInstanceOf(StoreUnavailableException.class);
            }
        });
        assertThat(log)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("read-only"))
                .noneMatch(line -> line.contains("ann@example.com"));
    }

    private static MessageStore open(String url) {
        return TestStores.postgresql(url, Clock.systemUTC());
    }

    private static Message add(MessageStore store) {
        Message message = Messages.to("ann@example.com");
        join(store.add(new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, Instant.now(), null, null)));
        return message;
    }

    private static Optional<StoredMessage> find(TestPostgresql server, Message message) throws SQLException {
        try (var connection = server.connect()) {
            return MessageReads.find(connection, message.id().value());
        }
    }
}
