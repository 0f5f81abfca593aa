package io.mailsender.store;

import com.zaxxer.hikari.HikariDataSource;
import io.mailsender.common.DaemonThreadFactory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies SQLite's write-ahead log into the file while the writer goes on. Otherwise SQLite does this within a commit, which then takes
 * hundreds of milliseconds.
 */
final class Checkpointer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    private static final long PAUSE_MILLIS = 100;

    /** In pages, 16 MB: a longer log is restarted. */
    private static final int LONG_LOG = 2_000;

    private final HikariDataSource database;
    private final FileChannel file;
    private final GroupCommit commits;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreadFactory("store-checkpointer"));

    private Log synced = new Log(0, 0);

    private Checkpointer(HikariDataSource database, FileChannel file, GroupCommit commits) {
        this.database = database;
        this.file = file;
        this.commits = commits;
    }

    /** @param file closed after the database, because closing it releases SQLite's locks */
    static Checkpointer of(HikariDataSource database, FileChannel file, GroupCommit commits) {
        Checkpointer checkpointer = new Checkpointer(database, file, commits);
        checkpointer.timer.scheduleWithFixedDelay(
                checkpointer::checkpoint, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return checkpointer;
    }

    private void checkpoint() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (copyAndSync(statement).length() > LONG_LOG) {
                // The log restarts only when all of it is copied, and under load it keeps growing. So the pages that
                // were added meanwhile are copied too, and then the last few, while the writer waits.
                copyAndSync(statement);
                commits.pause(() -> copy(statement));
            }
        } catch (SQLException | IOException e) {
            // The writer reports failures too, and its own checkpoints take over when the log grows.
            LOG.debug("store: checkpoint failed: {}", e.toString());
        }
    }

    /** Syncs the file now, because SQLite syncs it with the last copy only, while the writer waits. */
    private Log copyAndSync(Statement statement) throws SQLException, IOException {
        Log log = copy(statement);
        if (!log.equals(synced)) {
            file.force(false);
            synced = log;
        }
        return log;
    }

    private static Log copy(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
            row.next();
            return new Log(row.getInt("log"), row.getInt("checkpointed"));
        }
    }

    /** In pages. */
    private record Log(int length, int copied) {}

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
