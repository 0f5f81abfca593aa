package io.mailsender.store;

import static io.mailsender.store.StoreFixture.claim;
import static io.mailsender.store.StoreFixture.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Reply;
import io.mailsender.queue.Added;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.mailsender.testing.Messages;
import io.mailsender.testing.SettableClock;
import io.mailsender.testing.TestPostgresql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrates a store of schema version 7, with messages in every status (resource {@code store/version-7.db}). */
class MigrationTest {

    private static final List<String> TABLES =
            List.of("message", "content", "recipient", "tag", "attempt", "idempotency_key");

    private final SettableClock clock = new SettableClock();

    @TempDir
    Path directory;

    @Test
    void sqlite() throws Exception {
        try (MessageStore store = TestStores.sqlite(version7(), clock)) {
            checkMessages(store);
        }
    }

    @Test
    void postgresql() throws Exception {
        try (TestPostgresql server = TestPostgresql.start()) {
            TestStores.migrate(server.url(), Dialect.POSTGRESQL, 7);
            try (Connection from = TestStores.connect(version7());
                    Connection to = server.connect()) {
                for (String table : TABLES) {
                    copy(from, to, table);
                }
            }
            try (MessageStore store = TestStores.postgresql(server.url(), clock)) {
                checkMessages(store);
            }
        }
    }

    /** A migration that is recorded but left another schema would make statements fail much later. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 7})
    void migratesEveryVersionToTheSameSchema(int version) throws Exception {
        Path old = directory.resolve("old.db");
        Path fresh = directory.resolve("fresh.db");
        TestStores.migrate("jdbc:sqlite:" + old, Dialect.SQLITE, version);
        DataSources.sqlite(old).close();
        DataSources.sqlite(fresh).close();
        assertThat(schema(old)).isNotEmpty().isEqualTo(schema(fresh));
    }

    private static List<String> schema(Path file) throws SQLException {
        List<String> schema = new ArrayList<>();
        try (Connection connection = TestStores.connect(file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT m.name, m.type, COALESCE(c.name, i.name), c.type, c.\"notnull\", c.pk"
                                + " FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c ON m.type = 'table'"
                                + " LEFT JOIN pragma_index_info(m.name) i ON m.type = 'index'"
                                + " WHERE m.name NOT LIKE 'flyway%' ORDER BY 1, 3")) {
            while (row.next()) {
                schema.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3) + " " + row.getString(4)
                        + " " + row.getString(5) + " " + row.getString(6));
            }
        }
        return schema;
    }

    private void checkMessages(MessageStore store) {
        List<StoredMessage> all = join(store.list(
                        new MessageFilter(null, null, null, null, null, null, null, null, null, 100)))
                .messages();
        assertThat(all).hasSize(8).allSatisfy(message -> {
            assertThat(message.owner()).isEqualTo("app");
            assertThat(message.onUnknown()).isEqualTo(OnUnknown.HOLD);
            assertThat(message.messageId()).endsWith("@example.org>");
        });
        assertThat(all.stream().map(StoredMessage::status).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(DeliveryStatus.values());
        checkRecipients(all);
        assertThat(join(store.list(TestStores.byRecipient("failed@example.com")))
                        .messages())
                .singleElement()
                .extracting(StoredMessage::status)
                .isEqualTo(DeliveryStatus.FAILED);
        checkQueue(store, all);
        checkIdempotencyKey(store, of(all, DeliveryStatus.SENT));
    }

    private static void checkRecipients(List<StoredMessage> all) {
        StoredMessage partlySent =
                all.stream().filter(m -> m.recipients().size() == 3).findFirst().orElseThrow();
        assertThat(partlySent.recipients())
                .containsExactly(
                        new RecipientStatus(EmailAddress.parse("ann@example.com"), State.SENT, null),
                        new RecipientStatus(
                                EmailAddress.parse("bob@example.com"),
                                State.DEFERRED,
                                new Reply(450, "4.2.1 busy \"now\""),
                                2,
                                partlySent.due(),
                                null),
                        new RecipientStatus(
                                EmailAddress.parse("cy@example.org"),
                                State.REFUSED,
                                new Reply(550, "5.1.1 no such user")));
        assertThat(of(all, DeliveryStatus.REJECTED).recipients())
                .containsExactly(new RecipientStatus(
                        EmailAddress.parse("rejected@example.com"), State.REFUSED, new Reply(550, "5.1.1 no")));
        assertThat(of(all, DeliveryStatus.UNKNOWN)).satisfies(message -> {
            assertThat(message.possibleDuplicate()).isTrue();
            assertThat(message.recipients()).extracting(RecipientStatus::state).containsExactly(State.PENDING);
        });
        assertThat(all)
                .filteredOn(message -> message.recipients().size() == 4)
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.priority()).isEqualTo(Priority.BULK);
                    assertThat(message.recipients())
                            .extracting(r -> r.address().toString())
                            .containsExactly("ann@example.com", "bob@example.com", "cc@example.com", "bcc@example.com");
                    assertThat(message.tags()).containsExactly("orders", "böse");
                });
    }

    private void checkQueue(MessageStore store, List<StoredMessage> all) {
        clock.advance(Duration.ofHours(2));
        List<ClaimedMessage> claims = claim(store);
        assertThat(claims)
                .extracting(ClaimedMessage::priority)
                .containsExactly(Priority.HIGH, Priority.NORMAL, Priority.BULK);
        assertThat(claims.get(0).attempts()).last().matches(Attempt::isUnknown);
        assertThat(claims.get(1).recipients())
                .extracting(RecipientStatus::deferrals)
                .containsExactly(0, 2, 0);
        assertThat(claims.get(2).message())
                .usingRecursiveComparison()
                .ignoringFields("id", "date")
                .isEqualTo(Messages.withEverything());
        assertThat(join(store.resend(of(all, DeliveryStatus.CANCELLED).id()))).isTrue();
    }

    private void checkIdempotencyKey(MessageStore store, StoredMessage sent) {
        IdempotencyKey key = new IdempotencyKey("app", "sent", 0, new byte[] {1, 2});
        Submission repeated = new Submission(
                Messages.to("sent@example.com"), "app", OnUnknown.HOLD, Priority.NORMAL, clock.instant(), key, null);
        assertThat(join(store.add(repeated))).isEqualTo(new Added.Replayed(sent.id()));
    }

    private static StoredMessage of(List<StoredMessage> all, DeliveryStatus status) {
        return all.stream()
                .filter(message -> message.status() == status)
                .findFirst()
                .orElseThrow();
    }

    private Path version7() throws IOException {
        Path file = directory.resolve("version-7.db");
        try (InputStream database =
                Objects.requireNonNull(MigrationTest.class.getResourceAsStream("/store/version-7.db"))) {
            Files.copy(database, file);
        }
        return file;
    }

    private static void copy(Connection from, Connection to, String table) throws SQLException {
        try (Statement select = from.createStatement();
                ResultSet row = select.executeQuery("SELECT * FROM " + table)) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                columns.add(row.getMetaData().getColumnName(i));
            }
            try (PreparedStatement insert = to.prepareStatement("INSERT INTO " + table + " ("
                    + String.join(", ", columns) + ") VALUES ("
                    + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")")) {
                while (row.next()) {
                    for (int i = 1; i <= columns.size(); i++) {
                        if (columns.get(i - 1).equals("possible_duplicate")) {
                            insert.setBoolean(i, row.getBoolean(i));
                        } else if (row.getObject(i) == null) {
                            insert.setNull(i, Types.NULL);
                        } else {
                            insert.setObject(i, row.getObject(i));
                        }
                    }
                    insert.executeUpdate();
                }
            }
        }
    }
}
