package io.mailsender.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.zaxxer.hikari.HikariDataSource;
import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.Attempt;
import io.mailsender.message.Message;
import io.mailsender.queue.MessageStore;
import io.mailsender.testing.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteStoreTest extends MessageStoreContract {

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("state").resolve("mail-sender.db");
    }

    @Override
    MessageStore open() {
        return TestStores.sqlite(file(), clock);
    }

    @Override
    Connection connect() throws SQLException {
        return TestStores.connect(file());
    }

    @Test
    void refusesAFileInUse() {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("in use by another daemon");
    }

    @Test
    void releasesAllLeasesAtTheStart() {
        accept(sending(Messages.to("ann@example.com")));
        store().close();
        try (MessageStore restarted = open()) {
            assertThat(claim(restarted))
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.attempts()).last().matches(Attempt::isUnknown));
        }
    }

    @Test
    void onlyTheOwnerCanReadTheFile() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void syncsEveryCommit() throws Exception {
        try (HikariDataSource database = DataSources.sqlite(directory.resolve("other.db"));
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("PRAGMA synchronous").getInt(1))
                    .as("FULL")
                    .isEqualTo(2);
            assertThat(statement.executeQuery("PRAGMA journal_mode").getString(1))
                    .isEqualTo("wal");
            assertThat(statement.executeQuery("PRAGMA page_size").getInt(1)).isEqualTo(8192);
        }
    }

    @Test
    void countsUnknownMessagesByTheIndex() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement
                            .executeQuery("EXPLAIN QUERY PLAN " + MessageReads.UNSETTLED)
                            .getString("detail"))
                    .contains("INDEX message_unsettled");
        }
    }

    @Test
    void listsByRecipientByTheIndex() throws Exception {
        assertThat(planOfListByRecipient("EXPLAIN QUERY PLAN "))
                .anyMatch(step -> step.contains("recipient USING") && step.contains("INDEX recipient_address"))
                .noneMatch(step -> step.startsWith("SCAN recipient"));
    }

    @Test
    void refusesANewerSchema() throws Exception {
        execute(
                "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by,"
                        + " execution_time, success) VALUES (99, '99', 'newer', 'SQL', 'V99__newer.sql', 1, 'x', 1, 1)");
        store().close();
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("newer");
    }

    @Test
    void migratesTheFirstSchema() throws Exception {
        Path file = directory.resolve("old.db");
        TestStores.migrate("jdbc:sqlite:" + file, Dialect.SQLITE, 1);
        byte[] content = HexFormat.of().parseHex(MessageCodecTest.VERSION_1);
        Message message = MessageCodec.decode(content);
        clock.advance(Duration.between(clock.instant(), message.date()));
        long now = clock.instant().toEpochMilli();
        try (Connection connection = TestStores.connect(file)) {
            insert(
                    connection,
                    "INSERT INTO message (id, owner, status, priority, on_unknown, accepted, started, due, fence, tries,"
                            + " possible_duplicate, subject, tags, recipients) VALUES (?, '', 'queued', 1, 'resend', ?, ?, ?, 1, 0,"
                            + " FALSE, ?, '[]', '[{\"address\":\"ann@example.com\",\"state\":\"pending\"}]')",
                    id(message),
                    now,
                    now,
                    now,
                    message.content().subject());
            insert(connection, "INSERT INTO content (message_id, bytes) VALUES (?, ?)", id(message), content);
        }
        try (MessageStore store = TestStores.sqlite(file, clock)) {
            assertThat(join(store.find(id(message))).orElseThrow().messageId())
                    .isEqualTo(message.id().headerValue());
            assertThat(claim(store))
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.message())
                            .usingRecursiveComparison()
                            .isEqualTo(message));
        }
    }

    private static void insert(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            StatementBatch.bind(statement, parameters);
            statement.executeUpdate();
        }
    }

    @Test
    void logsTheMigrationsOfAnOlderSchema() throws Exception {
        Path file = directory.resolve("old.db");
        TestStores.migrate("jdbc:sqlite:" + file, Dialect.SQLITE, 4);

        List<ILoggingEvent> log = TestStores.logged(DataSources.class, () -> {
            DataSources.sqlite(file).close();
            DataSources.sqlite(file).close();
            DataSources.sqlite(directory.resolve("new.db")).close();
        });

        assertThat(log)
                .filteredOn(event ->
                        event.getThreadName().equals(Thread.currentThread().getName()))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "store: schema brought up to date: 6 released, 7 message ids, 8 recipients, 9 nodes, 10 events,"
                                + " 11 suppression, 12 webhooks, 13 original mails, 15 provider rests, 16 audit, 17 console sessions, 19 figures");
    }

    @Test
    void refusesAFileNameWithSettingsOfTheDriver() {
        assertThatThrownBy(() -> TestStores.sqlite(directory.resolve("x.db?synchronous=OFF"), clock))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("question mark");
        assertThat(directory.resolve("x.db")).doesNotExist();
    }

    @Test
    void namesADirectoryThatCannotBeCreated() throws Exception {
        Path file = Files.writeString(directory.resolve("blocked"), "not a directory");
        assertThatThrownBy(() -> TestStores.sqlite(file.resolve("x.db"), clock))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("blocked");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 20_000, 2_000_000})
    void purgedContentIsNotInTheFile(int length) throws Exception {
        // It remains, because a file that becomes shorter would prove nothing.
        join(store().add(queued(Messages.withText("kept"))));
        Message purged = Messages.withText("kanarienvogel".repeat(length));
        join(store().add(queued(purged)));
        join(store().cancel(id(purged)));
        assertThat(filesContain("kanarienvogel")).isTrue();
        clock.advance(Duration.ofDays(8));
        purge(Duration.ofDays(90));
        assertThat(find(purged)).isNotNull();
        store().close();
        assertThat(filesContain("kanarienvogel")).isFalse();
    }

    /** Looks into the database, its log and its other files. */
    private boolean filesContain(String text) throws IOException {
        try (Stream<Path> files = Files.list(file().getParent())) {
            for (Path each : files.toList()) {
                if (new String(Files.readAllBytes(each), ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void reusesTheSpaceOfPurgedMessages() throws Exception {
        long early = 0;
        for (int week = 0; week < 6; week++) {
            for (int i = 0; i < 100; i++) {
                Message message = Messages.withText("x".repeat(20_000));
                join(store().add(queued(message)));
                join(store().cancel(id(message)));
            }
            clock.advance(Duration.ofDays(8));
            purge(Duration.ofDays(7));
            early = week == 1 ? Files.size(file()) : early;
        }
        assertThat(Files.size(file())).isLessThan(early * 3 / 2);
    }
}
