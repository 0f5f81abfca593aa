package io.mailsender.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mailsender.common.StoreUnavailableException;
import io.mailsender.message.Message;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.testing.Messages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class SqliteStoreTest extends MessageStoreContract {

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("state").resolve("mail-sender.db");
    }

    @Override
    MessageStore open() {
        return new JdbcMessageStore(StoreFactory.sqlite(file(), clock, new SimpleMeterRegistry()), LEASE);
    }

    @Test
    void aSecondDaemonIsKeptAway() {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("in use by another daemon");
    }

    @Override
    void damage(String id) throws SQLException {
        execute("UPDATE content SET bytes = X'01FF' WHERE message_id = '" + id + "'");
    }

    @Test
    void afterARestartNobodyWaitsForTheLeasesOfTheDead() {
        accept(sending(Messages.to("ann@example.com"), "first"));
        store().close();
        try (MessageStore restarted = open()) {
            assertThat(join(restarted.claim(10, Priority.BULK, id -> false)))
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.interrupted()).isTrue());
        }
    }

    @Test
    void theFileIsForItsOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void everyCommitIsSynced() throws Exception {
        try (Connection connection =
                        DataSources.sqlite(directory.resolve("other.db")).getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("PRAGMA synchronous").getInt(1)).isEqualTo(2);
            assertThat(statement.executeQuery("PRAGMA journal_mode").getString(1))
                    .isEqualTo("wal");
            assertThat(statement.executeQuery("PRAGMA page_size").getInt(1)).isEqualTo(8192);
        }
    }

    @Test
    void countingWhatWaitsForAPersonReadsNothingElse() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            assertThat(statement
                            .executeQuery("EXPLAIN QUERY PLAN " + MessageReads.UNSETTLED)
                            .getString("detail"))
                    .contains("INDEX message_unsettled");
        }
    }

    @Test
    void aNewerSchemaStopsTheStart() throws Exception {
        execute(
                "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by,"
                        + " execution_time, success) VALUES (99, '99', 'of tomorrow', 'SQL', 'V99__of_tomorrow.sql', 1, 'x', 1, 1)");
        store().close();
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("newer");
    }

    @Test
    void theStoreOfAnOlderDaemonIsTakenOver() throws Exception {
        Path old = directory.resolve("old.db");
        Flyway.configure()
                .dataSource("jdbc:sqlite:" + old, null, null)
                .locations(Dialect.SQLITE.migrations())
                .placeholders(Dialect.SQLITE.placeholders())
                .target("1")
                .load()
                .migrate();
        byte[] content = HexFormat.of().parseHex(MessageCodecTest.VERSION_1);
        Message message = MessageCodec.decode(content);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + old)) {
            for (Sql sql : List.of(
                    new Sql(
                            "INSERT INTO message (id, owner, status, priority, on_unknown, accepted, started, due, fence, tries,"
                                    + " possible_duplicate, subject, tags, recipients) VALUES (?, '', 'queued', 1, 'resend', ?, ?, ?, 1, 0,"
                                    + " FALSE, ?, '[]', '[{\"address\":\"ann@example.com\",\"state\":\"pending\"}]')",
                            message.id().value(),
                            clock.instant().toEpochMilli(),
                            clock.instant().toEpochMilli(),
                            clock.instant().toEpochMilli(),
                            message.content().subject()),
                    new Sql(
                            "INSERT INTO content (message_id, bytes) VALUES (?, ?)",
                            message.id().value(),
                            content))) {
                try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
                    StatementBatch.bind(statement, sql.parameters());
                    statement.executeUpdate();
                }
            }
        }
        try (MessageStore store =
                new JdbcMessageStore(StoreFactory.sqlite(old, clock, new SimpleMeterRegistry()), LEASE)) {
            assertThat(join(store.find(message.id().value())).orElseThrow().messageId())
                    .isEqualTo(message.id().headerValue());
            assertThat(join(store.claim(10, Priority.BULK, id -> false)))
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.message()).isEqualTo(message));
        }
    }

    @Test
    void aNameThatWouldChangeTheDriversSettingsIsRefused() {
        assertThatThrownBy(() -> new JdbcMessageStore(
                        StoreFactory.sqlite(
                                directory.resolve("x.db?synchronous=OFF"), clock, new SimpleMeterRegistry()),
                        LEASE))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("question mark");
        assertThat(directory.resolve("x.db")).doesNotExist();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsSaid() throws Exception {
        Path blocked = Files.writeString(directory.resolve("blocked"), "a file");
        assertThatThrownBy(() -> new JdbcMessageStore(
                        StoreFactory.sqlite(blocked.resolve("x.db"), clock, new SimpleMeterRegistry()), LEASE))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("blocked");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 20_000, 2_000_000})
    void whatIsPurgedIsGoneFromTheFile(int length) throws Exception {
        // Another one remains, so that the file does not just become shorter.
        join(store().add(queued(Messages.withText("kept"))));
        var message = Messages.withText("kanarienvogel".repeat(length));
        join(store().add(queued(message)));
        join(store().cancel(message.id().value()));
        assertThat(inTheFiles("kanarienvogel")).isTrue();
        clock.advance(Duration.ofDays(8));
        while (join(store().purge(Duration.ofDays(7), Duration.ofDays(90)))) {
            // The next bite.
        }
        assertThat(join(store().find(message.id().value()))).isPresent();
        store().close();
        assertThat(inTheFiles("kanarienvogel")).isFalse();
    }

    private boolean inTheFiles(String text) throws IOException {
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
    void theFileDoesNotGrowWithoutBound() throws Exception {
        long after = 0;
        for (int day = 0; day < 6; day++) {
            for (int i = 0; i < 100; i++) {
                var message = Messages.withText("x".repeat(20_000));
                join(store().add(queued(message)));
                join(store().cancel(message.id().value()));
            }
            clock.advance(Duration.ofDays(8));
            while (join(store().purge(Duration.ofDays(7), Duration.ofDays(7)))) {
                // The next bite.
            }
            after = day == 1 ? Files.size(file()) : after;
        }
        assertThat(Files.size(file())).isLessThan(after * 3 / 2);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }

    @Test
    void saysWhatItsSchemaWasBroughtTo() {
        Path file = directory.resolve("old.db");
        Flyway.configure()
                .dataSource("jdbc:sqlite:" + file, null, null)
                .locations(Dialect.SQLITE.migrations())
                .placeholders(Dialect.SQLITE.placeholders())
                .target("4")
                .load()
                .migrate();
        Logger logger = (Logger) LoggerFactory.getLogger(DataSources.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            DataSources.sqlite(file).close();
            DataSources.sqlite(file).close();
            DataSources.sqlite(directory.resolve("new.db")).close();
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .filteredOn(event ->
                        event.getThreadName().equals(Thread.currentThread().getName()))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("store: schema brought up to date: 6 released, 7 message ids, 8 recipients");
    }
}
