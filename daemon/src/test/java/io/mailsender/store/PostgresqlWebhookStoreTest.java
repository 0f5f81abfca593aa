package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.store.TestStores.Opened;
import io.mailsender.testing.TestPostgresql;
import io.mailsender.webhook.ClaimedDelivery;
import io.mailsender.webhook.TestWebhooks;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresqlWebhookStoreTest extends WebhookStoreContract {

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
    Opened openBoth() throws SQLException {
        server.empty();
        return TestStores.postgresqlWithWebhooks(server.url(), clock);
    }

    @Override
    Connection connect() throws SQLException {
        return server.connect();
    }

    @Test
    void twoNodesShareTheWorkAndNeverClaimTheSameDelivery() throws Exception {
        add(A, "");
        add(B, "");
        int count = 120;
        for (int i = 0; i < count; i++) {
            ended(sent(), DeliveryStatus.SENT);
        }
        Set<String> seen = new HashSet<>();
        int[] byNode = new int[2];
        try (Opened other = TestStores.postgresqlWithWebhooks(server.url(), clock)) {
            for (int i = 0; i < 40; i++) {
                CompletionStage<Boolean> one = webhooks().fanOut(10, TestWebhooks.format());
                CompletionStage<Boolean> two = other.webhooks().fanOut(10, TestWebhooks.format());
                join(one);
                join(two);
                CompletionStage<List<ClaimedDelivery>> first = webhooks().claim(slots(10, 5), LEASE);
                CompletionStage<List<ClaimedDelivery>> second = other.webhooks().claim(slots(10, 5), LEASE);
                byNode[0] += join(first).size();
                byNode[1] += join(second).size();
                Stream.concat(join(first).stream(), join(second).stream())
                        .forEach(claim -> assertThat(seen.add(claim.id())).isTrue());
            }
        }
        assertThat(seen).hasSize(2 * count);
        assertThat(byNode).doesNotContain(0);
    }
}
