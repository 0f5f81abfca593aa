package io.mailsender.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.mailsender.testing.TestPostgresql;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys of nodes that share a store. */
class KeysOnTwoDaemonsTest {

    private static final String ADMIN = "the-admin-s-key";

    @Test
    void aKeyRevokedAtOneNodeIsRefusedAtTheOtherWithinFiveSeconds() throws Exception {
        try (TestPostgresql database = TestPostgresql.start();
                TestDaemon one = daemon(database);
                TestDaemon other = daemon(database)) {
            Answer made = TestKeys.call(one, ADMIN, "POST", "/keys", "{\"name\": \"shop\"}");
            String key = made.json().get("key").getStringValue();
            String id = made.json().get("id").getStringValue();
            await().until(() -> opens(other, key));
            assertThat(opens(one, key)).isTrue();

            TestKeys.call(one, ADMIN, "DELETE", "/keys/" + id, "");
            assertThat(opens(one, key)).isFalse();
            await().until(() -> !opens(other, key));
        }
    }

    private static boolean opens(TestDaemon daemon, String key) {
        return TestKeys.call(daemon, key, "GET", "/providers", "").status() == 200;
    }

    private static TestDaemon daemon(TestPostgresql database) {
        return TestDaemon.with(
                Map.of(
                        "store.kind",
                        "postgresql",
                        "store.url",
                        database.url(),
                        "api-keys",
                        Map.of("admin", Map.of("hash", TestKeys.hash(ADMIN), "scopes", List.of("admin")))),
                new ScriptedProvider("p"));
    }
}
