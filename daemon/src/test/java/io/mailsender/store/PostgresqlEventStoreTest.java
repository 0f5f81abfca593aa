package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.ProviderEvent.Subject;
import io.mailsender.testing.TestPostgresql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    /** Another node records something about the message. Waiting for it with other locks in hand would be a deadlock in the making. */
    @Test
    void doesNotWaitForAMessageThatAnotherNodeHasLocked() throws Exception {
        Message message = ended(sent(), DeliveryStatus.SENT);
        ProviderEvent delivered = new ProviderEvent(
                EventType.DELIVERED,
                "one",
                clock.instant(),
                new Subject(id(message), List.of("id-1")),
                EmailAddress.parse("ann@example.com"),
                new Detail(null, null, 250, "words"));
        join(events().add("first", EventReport.of(List.of(delivered))));
        try (Connection other = server.connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("SELECT 1 FROM message WHERE id = '" + id(message) + "' FOR UPDATE");

            assertThat(join(events().apply(10)).events()).isEmpty();
            other.rollback();
        }
        clock.advance(Duration.ofSeconds(1));
        assertThat(join(events().apply(10)).events()).hasSize(1);
    }

    @Override
    Connection connect() throws SQLException {
        return server.connect();
    }
}
