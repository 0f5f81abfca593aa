package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.Message;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.testing.Messages;
import io.mailsender.testing.TestPostgresql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresqlStoreTest extends MessageStoreContract {

    private static TestPostgresql server;

    @BeforeAll
    static void start() throws Exception {
        server = TestPostgresql.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    MessageStore open() throws SQLException {
        server.empty();
        return another();
    }

    private MessageStore another() {
        return new JdbcMessageStore(
                StoreFactory.postgresql(
                        DataSources.postgresql(TestStores.settings(server.url())), clock, new SimpleMeterRegistry()),
                LEASE);
    }

    @Test
    void twoDaemonsNeverHaveTheSameMessage() throws Exception {
        int count = 300;
        for (int i = 0; i < count; i++) {
            join(store().add(queued(Messages.to("ann@example.com"))));
        }
        Set<String> seen = new HashSet<>();
        try (MessageStore other = another()) {
            for (int i = 0; i < 40; i++) {
                CompletionStage<List<ClaimedMessage>> mine = store().claim(10, Priority.BULK, id -> false);
                CompletionStage<List<ClaimedMessage>> theirs = other.claim(10, Priority.BULK, id -> false);
                Stream.concat(join(mine).stream(), join(theirs).stream())
                        .forEach(claim -> assertThat(
                                        seen.add(claim.message().id().value()))
                                .isTrue());
            }
        }
        assertThat(seen).hasSize(count);
    }

    @Test
    void aDaemonWhoseMachineIsGoneIsNoticedBeforeLong() throws Exception {
        try (var database = DataSources.postgresql(TestStores.settings(server.url()));
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SHOW tcp_keepalives_idle")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("15");
        }
    }

    @Test
    void whatIsCommittedAfterItWasTakenBackIsNotSent() throws Exception {
        Message message = Messages.to("ann@example.com");
        List<GuardedWrite.Sql> sqls = MessageWrites.add(queued(message), clock.instant(), clock.instant());
        try (Connection late = server.connect()) {
            late.setAutoCommit(false);
            StatementBatch.write(late, List.of(new GuardedWrite(sqls.get(0), sqls.subList(1, sqls.size()))));
            store().withdraw(message.id(), clock.instant());
            Thread.sleep(300);
            late.commit();
        }
        join(store().probe());
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(join(store().claim(10, Priority.BULK, id -> false))).isEmpty();
    }

    @Test
    void whoAsksAStoreThatDoesNotAnswerHearsSo() throws Exception {
        try (Connection other = server.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE message IN ACCESS EXCLUSIVE MODE");
            List<CompletableFuture<?>> asked = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                asked.add(store().find("0".repeat(32)).toCompletableFuture());
            }
            await().until(() -> asked.stream().allMatch(CompletableFuture::isDone));
            assertThat(asked)
                    .allSatisfy(answer ->
                            assertThatThrownBy(answer::join).hasCauseInstanceOf(StoreUnavailableException.class));
        }
    }

    @Test
    void aDaemonThatStandsStillWithinATransactionDoesNotKeepItsRows() throws Exception {
        Message message = Messages.to("ann@example.com");
        join(store().add(queued(message)));
        try (var database = DataSources.postgresql(TestStores.settings(server.url()));
                Connection still = database.getConnection();
                Statement statement = still.createStatement()) {
            // Milliseconds rather than seconds, for the test's sake.
            statement.execute("SELECT set_config('idle_in_transaction_session_timeout',"
                    + " REPLACE(current_setting('idle_in_transaction_session_timeout'), 's', '0ms'), false)");
            still.setAutoCommit(false);
            statement.execute("UPDATE message SET fence = fence");
            assertThat(join(store().cancel(message.id().value()))).isTrue();
            database.evictConnection(still);
        }
    }

    @Override
    void damage(String id) throws SQLException {
        server.execute("UPDATE content SET bytes = '\\x01FF' WHERE message_id = '" + id + "'");
    }
}
