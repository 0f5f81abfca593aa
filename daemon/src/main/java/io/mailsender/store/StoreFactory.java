package io.mailsender.store;

import com.zaxxer.hikari.HikariDataSource;
import io.mailsender.access.KeyStore;
import io.mailsender.audit.AuditStore;
import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.RestStore;
import io.mailsender.delivery.SteadyClock;
import io.mailsender.event.EventStore;
import io.mailsender.figure.FigureStore;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.NodeStore;
import io.mailsender.queue.QueueSettings;
import io.mailsender.queue.RecordPurge;
import io.mailsender.session.SessionStore;
import io.mailsender.store.StoreSettings.Kind;
import io.mailsender.suppression.SuppressionSettings;
import io.mailsender.suppression.SuppressionStore;
import io.mailsender.webhook.WebhookSettings;
import io.mailsender.webhook.WebhookStore;
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
import java.time.Instant;
import java.util.concurrent.ForkJoinPool;

/** Opens the database that {@code store} names, and the stores on it. */
@Factory
@Requires(property = "store.kind", notEquals = "none")
public final class StoreFactory {

    @Singleton
    @Bean(preDestroy = "close")
    Database database(StoreSettings settings, MeterRegistry meters) {
        if (settings.kind() == Kind.POSTGRESQL) {
            return postgresql(settings, meters);
        }
        Path file = settings.path(System.getenv(), Path.of(System.getProperty("user.home")));
        return sqlite(file, new SteadyClock(Instant.now()), meters);
    }

    @Singleton
    @Bean(preDestroy = "close")
    MessageStore messages(Database database, QueueSettings queue, WebhookOutbox outbox) {
        return new JdbcMessageStore(database, queue.lease(), outbox);
    }

    @Singleton
    WebhookOutbox outbox(WebhookSettings settings) {
        return new WebhookOutbox(settings.enabled());
    }

    @Singleton
    @Bean(typed = WebhookStore.class, preDestroy = "close")
    JdbcWebhookStore webhooks(Database database, WebhookOutbox outbox) {
        return new JdbcWebhookStore(database, outbox);
    }

    @Singleton
    @Bean(typed = KeyStore.class, preDestroy = "close")
    JdbcKeyStore keys(Database database) {
        return new JdbcKeyStore(database);
    }

    @Singleton
    @Bean(typed = SessionStore.class, preDestroy = "close")
    JdbcSessionStore sessions(Database database) {
        return new JdbcSessionStore(database);
    }

    @Singleton
    @Bean(
            typed = {AuditStore.class, RecordPurge.class},
            preDestroy = "close")
    JdbcAuditStore audit(Database database) {
        return new JdbcAuditStore(database);
    }

    @Singleton
    @Bean(typed = EventStore.class, preDestroy = "close")
    JdbcEventStore events(Database database, SuppressionSettings suppression, WebhookOutbox outbox) {
        return new JdbcEventStore(
                database, new EventEffects(new SuppressionRule(suppression, database.clock()), outbox));
    }

    @Singleton
    @Bean(typed = SuppressionStore.class, preDestroy = "close")
    JdbcSuppressionStore suppressions(Database database) {
        return new JdbcSuppressionStore(database);
    }

    @Singleton
    @Bean(typed = RestStore.class, preDestroy = "close")
    JdbcRestStore rests(Database database) {
        return new JdbcRestStore(database);
    }

    @Singleton
    @Bean(typed = FigureStore.class, preDestroy = "close")
    JdbcFigureStore figures(Database database, StoreSettings settings, QueueSettings queue) {
        return new JdbcFigureStore(database, StoreDisk.of(settings), queue.lease());
    }

    /** Only one node uses an SQLite file. */
    @Singleton
    @Bean(typed = NodeStore.class)
    @Requires(property = "store.kind", value = "postgresql")
    JdbcNodeStore nodes(Database database) {
        return new JdbcNodeStore(database);
    }

    /** @throws StoreUnavailableException if it cannot be opened, with the reason in one line */
    static Database sqlite(Path file, Clock clock, MeterRegistry meters) {
        DataSources.makeFile(file);
        DatabaseFileLock lock = DatabaseFileLock.on(file);
        HikariDataSource source = DataSources.sqlite(file);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            // No other process has the file, so the holder of every lease is gone.
            statement.executeUpdate("UPDATE message SET due = "
                    + clock.instant().toEpochMilli() + " WHERE status = '" + DeliveryStatus.SENDING.word() + "'");
            statement.executeUpdate("UPDATE webhook_delivery SET claimed = FALSE, due = "
                    + clock.instant().toEpochMilli() + " WHERE due IS NOT NULL AND claimed = TRUE");
        } catch (SQLException e) {
            source.close();
            throw new StoreUnavailableException(file + ": " + e.getMessage(), e);
        }
        GroupCommit commits = commits(source, meters);
        FileChannel channel = DataSources.channel(file);
        Checkpointer checkpointer = Checkpointer.of(source, channel, commits);
        return new Database(source, commits, Dialect.SQLITE, clock, () -> {
            checkpointer.close();
            source.close();
            channel.close();
            lock.close();
        });
    }

    /** @throws StoreUnavailableException if it cannot be opened, with the reason in one line */
    static Database postgresql(StoreSettings settings, MeterRegistry meters) {
        HikariDataSource source = DataSources.postgresql(settings);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")) {
            row.next();
            // One clock for all nodes, which nobody can set while they run.
            Clock clock = new SteadyClock(Instant.ofEpochMilli(row.getLong(1)));
            return postgresql(source, clock, meters);
        } catch (SQLException e) {
            source.close();
            throw new StoreUnavailableException("cannot be read: " + e.getMessage(), e);
        }
    }

    static Database postgresql(HikariDataSource source, Clock clock, MeterRegistry meters) {
        return new Database(source, commits(source, meters), Dialect.POSTGRESQL, clock, source);
    }

    private static GroupCommit commits(HikariDataSource source, MeterRegistry meters) {
        return new GroupCommit(source, ForkJoinPool.commonPool(), meters).start();
    }
}
