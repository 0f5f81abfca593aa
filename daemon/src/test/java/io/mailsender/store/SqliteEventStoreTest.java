package io.mailsender.store;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventStoreTest extends EventStoreContract {

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("mail.db");
    }

    @Override
    Database database() {
        return StoreFactory.sqlite(file(), clock, new SimpleMeterRegistry());
    }

    @Override
    Connection connect() throws SQLException {
        return TestStores.connect(file());
    }
}
