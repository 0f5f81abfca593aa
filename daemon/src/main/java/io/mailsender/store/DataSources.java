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

/** Opens a database and brings its schema up to date. */
final class DataSources {

    private static final int READERS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(DataSources.class);

    private DataSources() {}

    /** @throws StoreUnavailableException where the file cannot be used, with the reason in one line */
    static void makeFile(Path file) {
        if (file.toString().indexOf('?') >= 0) {
            // SQLite's driver would take what follows for settings, and with some of them a power cut loses mails.
            throw new StoreUnavailableException(file + ": its name must have no question mark", null);
        }
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null && !Files.exists(directory)) {
                Files.createDirectories(directory);
            }
            if (!Files.exists(file)
                    && Set.copyOf(file.getFileSystem().supportedFileAttributeViews())
                            .contains("posix")) {
                // Messages stand in it.
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (IOException e) {
            throw new StoreUnavailableException(file + " cannot be made: " + e, e);
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
        // With NORMAL a power cut takes mails back that were accepted.
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setBusyTimeout(5_000);
        // Only writers have transactions; one that turned from reading to writing midway could not wait.
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        // What is deleted would stay in the file, for whoever gets a copy of it, until something else is written there.
        sqlite.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        // For each of the connections, in kB. The kernel keeps the file in memory, too.
        sqlite.setCacheSize(-4 * 1024);
        // Pages: 64 MB. Before that, Checkpoints has copied the log.
        sqlite.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "8000");
        // Absolute, so that no name means anything but a file to the driver, such as ":memory:".
        String url = "jdbc:sqlite:" + file.toAbsolutePath();
        layOut(url);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl(url);
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(1 + READERS);
        // None is opened beside the one that is asked for, so that none is still opening when the daemon stops.
        pool.setMinimumIdle(0);
        pool.setMaxLifetime(0);
        return open(pool, Dialect.SQLITE);
    }

    /**
     * Lays a new file out in pages of 8 kB: a mail with its content takes one rather than two. Among the settings of a pool it
     * would have no effect, since the driver turns the log on before, and then the file is there.
     */
    private static void layOut(String url) {
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
        // What the URL says comes first. Without them a query waits for ever for a server that the network has cut off.
        pool.addDataSourceProperty("socketTimeout", "10");
        pool.addDataSourceProperty("connectTimeout", "3");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        // Or a failure quotes the statement with its values, addresses and subjects among them, and the log has it.
        pool.addDataSourceProperty("logServerErrorDetail", "false");
        // Milliseconds: a host that stands still takes connections all the same, and must leave time to try the next
        // one.
        pool.addDataSourceProperty("sslResponseTimeout", "2000");
        // Of several hosts the one that can be written, and a standby never: not even where it is all there is.
        pool.addDataSourceProperty("targetServerType", "primary");
        pool.addDataSourceProperty("ApplicationName", "mail-sender");
        // Or the rows of a transaction stay locked for two hours where the daemon's machine is gone without a goodbye,
        // and for as long as it stands still where it stands still in the middle of one: its system answers for it.
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
            throw new StoreUnavailableException("its schema cannot be brought up to date: " + rootOf(e), e);
        }
    }

    /** A database of a newer daemon stays as it is, and this one does not start. */
    private static void migrate(Flyway flyway) {
        for (MigrationInfo migration : flyway.info().applied()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new FlywayException("it is of a newer daemon (version " + migration.getVersion() + ")");
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
