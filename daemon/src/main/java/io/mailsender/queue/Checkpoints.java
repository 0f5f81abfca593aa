package io.mailsender.queue;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies SQLite's log into the file beside the writer, which does not wait for it. Left to itself SQLite does this within a commit,
 * and everybody waits for some hundred milliseconds.
 */
final class Checkpoints implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private static final long PAUSE_MILLIS = 100;

    private final HikariDataSource database;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "store-checkpoints");
        thread.setDaemon(true);
        return thread;
    });

    private Checkpoints(HikariDataSource database) {
        this.database = database;
    }

    static Checkpoints of(HikariDataSource database) {
        Checkpoints checkpoints = new Checkpoints(database);
        checkpoints.timer.scheduleWithFixedDelay(
                checkpoints::checkpoint, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return checkpoints;
    }

    private void checkpoint() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            // The writer says so, too; and its own checkpoints take over when the log grows.
            LOG.debug("No checkpoint: {}", e.toString());
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            timer.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
