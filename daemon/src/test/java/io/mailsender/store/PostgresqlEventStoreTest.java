package io.mailsender.store;

import io.mailsender.testing.TestPostgresql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresqlEventStoreTest extends EventStoreContract {

    private static TestPostgresql server;

    @BeforeAll
    static void start() throws Exception {
        server = TestPostgresql.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    Database database() throws SQLException {
        server.empty();
        return StoreFactory.postgresql(
                DataSources.postgresql(TestStores.settings(server.url())), clock, new SimpleMeterRegistry());
    }

    @Override
    Connection connect() throws SQLException {
        return server.connect();
    }
}
