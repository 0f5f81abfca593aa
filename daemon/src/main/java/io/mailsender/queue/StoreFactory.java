package io.mailsender.queue;

import com.zaxxer.hikari.HikariDataSource;
import io.mailsender.queue.StoreSettings.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ForkJoinPool;

/** Opens the store, where there is one. */
@Factory
@Requires(property = "store.kind", notEquals = "none")
final class StoreFactory {

    @Singleton
    @Bean(preDestroy = "close")
    MessageStore store(StoreSettings settings, QueueSettings queue, MeterRegistry meters) {
        if (settings.kind() == Kind.POSTGRESQL) {
            return postgresql(settings, queue.lease(), meters);
        }
        Path file = settings.path(System.getenv(), Path.of(System.getProperty("user.home")));
        return sqlite(file, new SteadyClock(Instant.now()), queue.lease(), meters);
    }

    /** @throws StoreUnavailableException where it cannot be opened, with the reason in one line */
    static MessageStore sqlite(Path file, Clock clock, Duration lease, MeterRegistry meters) {
        Databases.makeFile(file);
        FileLease alone = FileLease.on(file);
        HikariDataSource database = Databases.sqlite(file);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // Whoever held a lease is gone.
            statement.executeUpdate(
                    "UPDATE message SET due = " + clock.instant().toEpochMilli() + " WHERE status = 'sending'");
        } catch (SQLException e) {
            database.close();
            throw new StoreUnavailableException(file + ": " + e.getMessage(), e);
        }
        GroupCommit commits = commits(database, meters);
        FileChannel channel = Databases.channel(file);
        Checkpoints checkpoints = Checkpoints.of(database, channel, commits);
        return new JdbcMessageStore(database, commits, Dialect.SQLITE, clock, lease, () -> {
            checkpoints.close();
            database.close();
            channel.close();
            alone.close();
        });
    }

    /** @throws StoreUnavailableException where it cannot be opened, with the reason in one line */
    static MessageStore postgresql(StoreSettings settings, Duration lease, MeterRegistry meters) {
        HikariDataSource database = Databases.postgresql(settings);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")) {
            row.next();
            // One clock for all daemons, and one that nobody can set while they run.
            Clock clock = new SteadyClock(Instant.ofEpochMilli(row.getLong(1)));
            return postgresql(database, clock, lease, meters);
        } catch (SQLException e) {
            database.close();
            throw new StoreUnavailableException("cannot be read: " + e.getMessage(), e);
        }
    }

    static MessageStore postgresql(HikariDataSource database, Clock clock, Duration lease, MeterRegistry meters) {
        return new JdbcMessageStore(database, commits(database, meters), Dialect.POSTGRESQL, clock, lease, database);
    }

    private static GroupCommit commits(HikariDataSource database, MeterRegistry meters) {
        return new GroupCommit(database, ForkJoinPool.commonPool(), meters).start();
    }
}
