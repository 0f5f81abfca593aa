package io.mailsender.store;

import io.mailsender.testing.TestPostgresql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresqlSessionStoreTest extends SessionStoreContract {

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
    Database open() throws Exception {
        server.empty();
        return StoreFactory.postgresql(
                DataSources.postgresql(TestStores.settings(server.url())), clock, new SimpleMeterRegistry());
    }
}
