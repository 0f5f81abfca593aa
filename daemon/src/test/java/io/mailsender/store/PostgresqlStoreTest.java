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
        return TestStores.postgresql(server.url(), clock);
    }

    @Override
    Connection connect() throws SQLException {
        return server.connect();
    }

    @Test
    void twoNodesNeverClaimTheSameMessage() {
        int count = 300;
        for (int i = 0; i < count; i++) {
            join(store().add(queued(Messages.to("ann@example.com"))));
        }
        Set<String> seen = new HashSet<>();
        try (MessageStore other = TestStores.postgresql(server.url(), clock)) {
            for (int i = 0; i < 40; i++) {
                CompletionStage<List<ClaimedMessage>> first = store().claim(10, Priority.BULK, id -> false);
                CompletionStage<List<ClaimedMessage>> second = other.claim(10, Priority.BULK, id -> false);
                Stream.concat(join(first).stream(), join(second).stream())
                        .forEach(claim -> assertThat(
                                        seen.add(claim.message().id().value()))
                                .isTrue());
            }
        }
        assertThat(seen).hasSize(count);
    }

    @Test
    void theServerNoticesSoonThatANodeIsGone() throws Exception {
        try (var database = DataSources.postgresql(TestStores.settings(server.url()));
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SHOW tcp_keepalives_idle")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("15");
        }
    }

    @Test
    void withdrawsAMessageThatIsCommittedLater() throws Exception {
        Message message = Messages.to("ann@example.com");
        List<GuardedWrite.Sql> sqls = MessageWrites.add(queued(message), clock.instant(), clock.instant(), "node");
        try (Connection late = server.connect()) {
            late.setAutoCommit(false);
            StatementBatch.write(late, List.of(new GuardedWrite(sqls.get(0), sqls.subList(1, sqls.size()))));
            store().withdraw(message.id(), clock.instant());
            Thread.sleep(300);
            late.commit();
        }
        join(store().probe());
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(claim()).isEmpty();
    }

    @Test
    void readsFailIfTheServerDoesNotAnswer() throws Exception {
        try (Connection other = server.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE message IN ACCESS EXCLUSIVE MODE");
            List<CompletableFuture<?>> reads = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                reads.add(store().find("0".repeat(32)).toCompletableFuture());
            }
            await().until(() -> reads.stream().allMatch(CompletableFuture::isDone));
            assertThat(reads)
                    .allSatisfy(
                            read -> assertThatThrownBy(read::join).hasCauseInstanceOf(StoreUnavailableException.class));
        }
    }

    @Test
    void aNodeThatHangsInATransactionLosesItsLocks() throws Exception {
        Message message = Messages.to("ann@example.com");
        join(store().add(queued(message)));
        try (var database = DataSources.postgresql(TestStores.settings(server.url()));
                Connection hanging = database.getConnection();
                Statement statement = hanging.createStatement()) {
            // 150 ms instead of 15 s, so that the test is short.
            statement.execute("SELECT set_config('idle_in_transaction_session_timeout',"
                    + " REPLACE(current_setting('idle_in_transaction_session_timeout'), 's', '0ms'), false)");
            hanging.setAutoCommit(false);
            statement.execute("UPDATE message SET fence = fence");
            assertThat(join(store().cancel(message.id().value()))).isTrue();
            database.evictConnection(hanging);
        }
    }

    @Test
    void listsByRecipientByTheIndex() throws Exception {
        execute("INSERT INTO message (id, owner, status, priority, on_unknown, accepted, started, ended, fence, tries,"
                + " possible_duplicate, tags) SELECT LPAD(CAST(n AS TEXT), 32, '0'), '', 'sent', 20, 'resend', n, n, n, 1, 1,"
                + " FALSE, '[]' FROM generate_series(1, 5000) n");
        execute("INSERT INTO recipient (message_id, position, address, state, attempts)"
                + " SELECT id, 0, 'user' || accepted || '@example.com', 'sent', 0 FROM message");
        execute("ANALYZE");

        assertThat(planOfListByRecipient("EXPLAIN "))
                .anyMatch(step -> step.contains("recipient_address"))
                .noneMatch(step -> step.contains("Seq Scan"));
    }
}
