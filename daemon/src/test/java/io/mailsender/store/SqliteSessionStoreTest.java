package io.mailsender.store;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteSessionStoreTest extends SessionStoreContract {

    @TempDir
    Path directory;

    @Override
    Database open() {
        return StoreFactory.sqlite(directory.resolve("mail.db"), clock, new SimpleMeterRegistry());
    }
}
