package io.mailsender.testing;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A real PostgreSQL server with fsync on, as in production. */
public final class TestPostgresql implements AutoCloseable {

    private EmbeddedPostgres server;

    private TestPostgresql(EmbeddedPostgres server) {
        this.server = server;
    }

    public static TestPostgresql start() throws IOException {
        return new TestPostgresql(builder(TestPort.free()).start());
    }

    /** A server that can be {@linkplain #restart restarted}. */
    public static TestPostgresql start(Path data) throws IOException {
        return new TestPostgresql(builder(TestPort.free())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start());
    }

    private static EmbeddedPostgres.Builder builder(int port) {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "50");
    }

    /** Stops the server and starts it again later, with the same data on the same port. */
    public void restart(Path data, Duration down) throws IOException, InterruptedException {
        int port = server.getPort();
        server.close();
        Thread.sleep(down.toMillis());
        server = builder(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start();
    }

    /** Executes SQL on a new connection. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Drops all tables. */
    public void empty() throws SQLException {
        execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }

    /** Terminates all other connections. */
    public void killConnections() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
    }

    /** Makes the server read-only or writable, also for open connections, as after a switchover. */
    public void readOnly(boolean on) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET default_transaction_read_only = " + on);
            statement.execute("SELECT pg_reload_conf()");
        }
        await().until(() -> ask("SHOW default_transaction_read_only").equals(on ? "on" : "off"));
    }

    /** The number of daemons' connections. */
    public int daemonConnections() throws SQLException {
        return Integer.parseInt(ask("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'mail-sender'"));
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    public String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    public int port() {
        return server.getPort();
    }

    /** The URL of this server at another port. */
    public String urlAt(int port) {
        return url().replace(":" + server.getPort() + "/", ":" + port + "/");
    }

    /** The URL with this server first and the other one second. */
    public String urlWith(TestPostgresql other) {
        return url().replace(":" + port() + "/", ":" + port() + ",localhost:" + other.port() + "/");
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
