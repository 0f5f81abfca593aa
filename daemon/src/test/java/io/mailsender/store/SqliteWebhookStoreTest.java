package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.store.TestStores.Opened;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteWebhookStoreTest extends WebhookStoreContract {

    @TempDir
    Path directory;

    @Override
    Opened openBoth() {
        return TestStores.sqliteWithWebhooks(directory.resolve("mail.db"), clock);
    }

    @Override
    Connection connect() throws SQLException {
        return TestStores.connect(directory.resolve("mail.db"));
    }

    @Test
    void releasesAllLeasesAtTheStart() throws Exception {
        add(A, "");
        ended(sent(), DeliveryStatus.SENT);
        handOver();
        assertThat(take()).hasSize(1);
        store().close();
        try (Opened restarted = openBoth()) {
            assertThat(claim(restarted.webhooks(), 100)).hasSize(1);
        }
    }
}
