package io.mailsender.store;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.event.EventStore;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.queue.Added.Accepted;
import io.mailsender.queue.Lease;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.Submission;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.webhook.WebhookStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.slf4j.LoggerFactory;

/** Real stores for the tests of other packages, and access to their database, which those packages do not have. */
public final class TestStores {

    static final Duration LEASE = Duration.ofSeconds(60);

    private TestStores() {}

    public static MessageStore sqlite(Path file, Clock clock) {
        return new JdbcMessageStore(StoreFactory.sqlite(file, clock, new SimpleMeterRegistry()), LEASE);
    }

    static MessageStore postgresql(String url, Clock clock) {
        return new JdbcMessageStore(
                StoreFactory.postgresql(DataSources.postgresql(settings(url)), clock, new SimpleMeterRegistry()),
                LEASE);
    }

    /** Stores on one database. */
    public record Opened(MessageStore messages, WebhookStore webhooks) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            messages.close();
            ((AutoCloseable) webhooks).close();
        }
    }

    public static Opened sqliteWithWebhooks(Path file, Clock clock) {
        return opened(StoreFactory.sqlite(file, clock, new SimpleMeterRegistry()));
    }

    public static Opened postgresqlWithWebhooks(String url, Clock clock) {
        return opened(StoreFactory.postgresql(DataSources.postgresql(settings(url)), clock, new SimpleMeterRegistry()));
    }

    private static Opened opened(Database database) {
        WebhookOutbox outbox = new WebhookOutbox(true);
        return new Opened(new JdbcMessageStore(database, LEASE, outbox), new JdbcWebhookStore(database, outbox));
    }

    /** A store of events on the database of a store of messages. */
    public record WithEvents(MessageStore messages, EventStore events) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            messages.close();
            ((AutoCloseable) events).close();
        }
    }

    public static WithEvents sqliteWithEvents(Path file, Clock clock) {
        Database database = StoreFactory.sqlite(file, clock, new SimpleMeterRegistry());
        WebhookOutbox outbox = new WebhookOutbox();
        SuppressionRule rule = new SuppressionRule(EventStoreContract.SUPPRESSION, clock);
        return new WithEvents(
                new JdbcMessageStore(database, LEASE, outbox),
                new JdbcEventStore(database, new EventEffects(rule, outbox)));
    }

    /** Makes a message whose only attempt had no answer, and which is held. */
    public static void addUnknown(MessageStore store, Message message, Begun begun, Instant now) {
        Submission submission =
                new Submission(message, "", OnUnknown.HOLD, Priority.NORMAL, begun.began(), null, begun);
        Lease lease = ((Accepted) store.add(submission).toCompletableFuture().join()).lease();
        store.endRound(
                        lease,
                        begun.ended(now, StoreFixture.unknown()),
                        StoreFixture.next(message, DeliveryStatus.UNKNOWN))
                .toCompletableFuture()
                .join();
    }

    static StoreSettings settings(String url) {
        return new StoreSettings(StoreSettings.Kind.POSTGRESQL, null, url, null, null, 4);
    }

    /** Makes a database as an earlier version had it. @param version of the schema */
    static void migrate(String url, Dialect dialect, int version) {
        Flyway.configure()
                .dataSource(url, null, null)
                .locations(dialect.migrations())
                .placeholders(dialect.placeholders())
                .target(String.valueOf(version))
                .load()
                .migrate();
    }

    static MessageFilter byRecipient(String address) {
        return new MessageFilter(null, null, EmailAddress.parse(address), null, null, null, null, null, null, 10);
    }

    interface Work {
        void run() throws Exception;
    }

    /** What a class logs meanwhile, on any thread. */
    static List<ILoggingEvent> logged(Class<?> logging, Work work) throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(logging);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            work.run();
        } finally {
            logger.detachAppender(log);
        }
        return List.copyOf(log.list);
    }

    /** Accepts a message, and runs something before the commit. */
    public static void acceptAndBeforeCommit(Path file, Submission submission, Runnable then) {
        Instant now = submission.due();
        List<Sql> sqls = MessageWrites.add(submission, now, now.plus(LEASE), "node");
        GuardedWrite write = new GuardedWrite(sqls.get(0), sqls.subList(1, sqls.size()));
        beforeCommit(file, then, connection -> StatementBatch.write(connection, List.of(write)));
    }

    /** Claims due messages, and runs something before the commit. */
    public static void claimAndBeforeCommit(Path file, Instant now, Runnable then) {
        beforeCommit(
                file,
                then,
                connection -> new ClaimQuery(Dialect.SQLITE, new WebhookOutbox(), "node")
                        .take(connection, now, LEASE, 10, Priority.BULK, (id, priority, bytes) -> true));
    }

    private static void beforeCommit(Path file, Runnable then, GroupCommit.Work<?> work) {
        GroupCommit commits =
                new GroupCommit(DataSources.sqlite(file), Runnable::run, new SimpleMeterRegistry()).start();
        commits.run(connection -> {
                    Object done = work.in(connection);
                    then.run();
                    return done;
                })
                .join();
    }

    /** The number of attempts that have begun and not ended. */
    public static int begun(Path file, Message message) {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT COUNT(*) FROM attempt WHERE duration IS NULL AND message_id = '"
                                + message.id().value() + "'")) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Damages the content of a message, so that it cannot be read. */
    public static void damage(Path file, Message message) {
        try (Connection connection = connect(file)) {
            damage(connection, message);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void damage(Connection connection, Message message) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE content SET bytes = SUBSTR(bytes, 1, 1) WHERE message_id = '"
                    + message.id().value() + "'");
        }
    }

    /** Changes an SQLite database behind the store's back. */
    public static void execute(Path file, String sql) {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}
