package io.mailsender.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mailsender.common.StoreUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Opens a database and migrates its schema. */
final class DataSources {

    /** As many as the threads of all {@link ReadPool}s, so that a slow list takes no connection from the others. */
    private static final int READERS = 12;

    private static final Logger LOG = LoggerFactory.getLogger(DataSources.class);

    private DataSources() {}

    /** @throws StoreUnavailableException if the file cannot be used, with the reason in one line */
    static void makeFile(Path file) {
        if (file.toString().indexOf('?') >= 0) {
            // SQLite's driver reads settings after a question mark, and some of them lose messages in a power cut.
            throw new StoreUnavailableException(file + ": the file name must not contain a question mark", null);
        }
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null && !Files.exists(directory)) {
                Files.createDirectories(directory);
            }
            if (!Files.exists(file)
                    && Set.copyOf(file.getFileSystem().supportedFileAttributeViews())
                            .contains("posix")) {
                // It contains messages.
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (IOException e) {
            throw new StoreUnavailableException(file + " cannot be created: " + e, e);
        }
    }

    static FileChannel channel(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreUnavailableException(file + " cannot be opened: " + e, e);
        }
    }

    static HikariDataSource sqlite(Path file) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // With NORMAL a power cut can undo commits, and so lose accepted messages.
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setBusyTimeout(5_000);
        // Only writers use transactions. One that starts as a reader could not wait for the lock when it writes.
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        // Otherwise deleted content stays in the file until it is overwritten.
        sqlite.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        // In kB, per connection. The kernel caches the file as well.
        sqlite.setCacheSize(-4 * 1024);
        // In pages, 64 MB. The Checkpointer copies the log earlier.
        sqlite.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "8000");
        // Absolute, because the driver gives some names another meaning, such as ":memory:".
        String url = "jdbc:sqlite:" + file.toAbsolutePath();
        setPageSize(url);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl(url);
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(1 + READERS);
        // Connections are opened on demand only, so that none is still opening when the daemon stops.
        pool.setMinimumIdle(0);
        pool.setMaxLifetime(0);
        return open(pool, Dialect.SQLITE);
    }

    /**
     * Sets pages of 8 kB for a new file, so that a typical message with its content fits into one. A setting of the pool would have no
     * effect, because the driver creates the file earlier, when it turns on the write-ahead log.
     */
    private static void setPageSize(String url) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = 8192");
            statement.execute("PRAGMA journal_mode = WAL");
        } catch (SQLException e) {
            throw new StoreUnavailableException("cannot be opened: " + rootOf(e), e);
        }
    }

    static HikariDataSource postgresql(StoreSettings settings) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(settings.url());
        pool.setUsername(settings.username());
        pool.setPassword(settings.password());
        pool.setMaximumPoolSize(settings.maxConnections());
        pool.setValidationTimeout(2_000);
        pool.setInitializationFailTimeout(10_000);
        // The URL takes precedence. Without these a query waits forever for a server that the network cut off.
        pool.addDataSourceProperty("socketTimeout", "10");
        pool.addDataSourceProperty("connectTimeout", "3");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        // Otherwise error messages, and so the log, quote values such as addresses and subjects.
        pool.addDataSourceProperty("logServerErrorDetail", "false");
        // In milliseconds. A host that hangs still accepts connections; there must be time left for the next host.
        pool.addDataSourceProperty("sslResponseTimeout", "2000");
        // Of several hosts the writable one; never a standby.
        pool.addDataSourceProperty("targetServerType", "primary");
        pool.addDataSourceProperty("ApplicationName", "mail-sender");
        // Otherwise a transaction keeps its rows locked for two hours after its node's machine is gone, and as long as
        // its node hangs.
        pool.setConnectionInitSql(
                "SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;"
                        + " SET idle_in_transaction_session_timeout = '15s'");
        return open(pool, Dialect.POSTGRESQL);
    }

    private static HikariDataSource open(HikariConfig pool, Dialect dialect) {
        pool.setPoolName("store");
        pool.setConnectionTimeout(5_000);
        HikariDataSource source;
        try {
            source = new HikariDataSource(pool);
        } catch (RuntimeException e) {
            throw new StoreUnavailableException("cannot be opened: " + rootOf(e), e);
        }
        try {
            migrate(Flyway.configure()
                    .dataSource(source)
                    .locations(dialect.migrations())
                    .placeholders(dialect.placeholders())
                    .javaMigrations(new V8__Recipients(dialect))
                    .loggers("slf4j")
                    .load());
            return source;
        } catch (FlywayException e) {
            source.close();
            throw new StoreUnavailableException("its schema cannot be migrated: " + rootOf(e), e);
        }
    }

    /** Refuses the database of a newer daemon, and leaves it unchanged. */
    private static void migrate(Flyway flyway) {
        for (MigrationInfo migration : flyway.info().applied()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new FlywayException("it belongs to a newer daemon (version " + migration.getVersion() + ")");
            }
        }
        MigrateResult result = flyway.migrate();
        if (result.initialSchemaVersion != null && result.migrationsExecuted > 0) {
            LOG.info(
                    "store: schema brought up to date: {}",
                    result.migrations.stream()
                            .map(migration -> migration.version + " " + migration.description)
                            .collect(Collectors.joining(", ")));
        }
    }

    private static String rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage())
                .lines()
                .findFirst()
                .orElse(root.getClass().getSimpleName());
    }
}
