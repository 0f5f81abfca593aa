package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.message.Message;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.mailsender.testing.Messages;
import io.mailsender.testing.TestPostgresql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A store on two servers, of which one can be written at a time. */
class PostgresqlFailoverTest {

    private static TestPostgresql first;
    private static TestPostgresql second;

    @BeforeAll
    static void start() throws Exception {
        CompletableFuture<TestPostgresql> other = CompletableFuture.supplyAsync(PostgresqlFailoverTest::server);
        first = server();
        second = other.get(1, TimeUnit.MINUTES);
        // What replication would bring.
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
    void theFirstIsThePrimary() throws SQLException {
        first.readOnly(false);
        second.readOnly(true);
    }

    @Test
    void itTakesTheServerThatCanBeWritten() throws Exception {
        first.readOnly(true);
        second.readOnly(false);
        try (MessageStore store = open(first.urlWith(second))) {
            Message message = add(store);
            assertThat(find(second, message)).isPresent();
        }
    }

    @Test
    void afterASwitchoverOneWriteAtTheMostIsRefused() throws Exception {
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
    void theLogOfAFailureHasNothingOfTheMail() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(GroupCommit.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        try (MessageStore store = open(first.urlWith(second))) {
            logger.addAppender(log);
            first.readOnly(true);
            assertThatThrownBy(() -> add(store)).hasCauseInstanceOf(StoreUnavailableException.class);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("read-only"))
                .noneMatch(line -> line.contains("ann@example.com"));
    }

    private static MessageStore open(String url) {
        return new JdbcMessageStore(
                StoreFactory.postgresql(
                        DataSources.postgresql(TestStores.settings(url)), Clock.systemUTC(), new SimpleMeterRegistry()),
                Duration.ofSeconds(60));
    }

    private static Message add(MessageStore store) {
        Message message = Messages.to("ann@example.com");
        store.add(new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, Instant.now(), null, null))
                .toCompletableFuture()
                .join();
        return message;
    }

    private static Optional<StoredMessage> find(TestPostgresql server, Message message) throws SQLException {
        try (var connection = server.connect()) {
            return MessageReads.find(connection, message.id().value());
        }
    }
}
