package io.mailsender.testing;

import io.mailsender.queue.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** A real PostgreSQL server that syncs as one in production does. */
public final class TestPostgresql implements AutoCloseable {

    private final EmbeddedPostgres server;

    private TestPostgresql(EmbeddedPostgres server) {
        this.server = server;
    }

    public static TestPostgresql start() throws IOException {
        return new TestPostgresql(EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "50")
                .start());
    }

    public String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    public StoreSettings settings() {
        return new StoreSettings(
                StoreSettings.Kind.POSTGRESQL, null, url(), null, null, 4, Duration.ofDays(7), Duration.ofDays(90));
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
