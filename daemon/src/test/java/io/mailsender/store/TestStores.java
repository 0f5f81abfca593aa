package io.mailsender.store;

import io.mailsender.message.Message;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.Submission;
import io.mailsender.store.GuardedWrite.Sql;
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

/** Real stores for tests of other packages, and what those cannot see from outside. */
public final class TestStores {

    private TestStores() {}

    public static MessageStore sqlite(Path file, Clock clock) {
        return new JdbcMessageStore(
                StoreFactory.sqlite(file, clock, new SimpleMeterRegistry()), Duration.ofSeconds(60));
    }

    static StoreSettings settings(String url) {
        return new StoreSettings(StoreSettings.Kind.POSTGRESQL, null, url, null, null, 4);
    }

    /** Accepts a message up to its commit, and there does something else. */
    public static void acceptAndBeforeCommit(Path file, Submission submission, Runnable then) {
        Instant now = submission.due();
        beforeCommit(file, then, connection -> {
            List<Sql> sqls = MessageWrites.add(submission, now, now.plusSeconds(60));
            return StatementBatch.write(
                    connection, List.of(new GuardedWrite(sqls.get(0), sqls.subList(1, sqls.size()))));
        });
    }

    /** Claims what is due up to the commit, and there does something else. */
    public static void claimAndBeforeCommit(Path file, Instant now, Runnable then) {
        beforeCommit(
                file,
                then,
                connection -> new ClaimQuery(Dialect.SQLITE)
                        .take(
                                connection,
                                now,
                                Duration.ofSeconds(60),
                                10,
                                Priority.BULK,
                                (id, priority, bytes) -> true));
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

    /** How many attempts have begun and not ended. */
    public static int begun(Path file, Message message) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT COUNT(*) FROM attempt WHERE duration IS NULL AND message_id = '"
                                + message.id().value() + "'")) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Spoils a message's content. */
    public static void damage(Path file, Message message) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE content SET bytes = X'01FF' WHERE message_id = '"
                    + message.id().value() + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
