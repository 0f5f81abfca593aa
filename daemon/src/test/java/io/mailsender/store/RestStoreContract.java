package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.HandRest;
import io.mailsender.testing.SettableClock;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store guarantees about rests by hand. */
abstract class RestStoreContract {

    private static final Instant SINCE = Instant.parse("2026-11-30T10:00:00.123Z");

    final SettableClock clock = new SettableClock();
    private Database database;
    private JdbcRestStore store;

    /** Opens an empty database. */
    abstract Database open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        database = open();
        store = new JdbcRestStore(database);
    }

    @AfterEach
    void closeStore() {
        store.close();
        database.close();
    }

    @Test
    void keepsTheLastDecisionAboutEachProvider() {
        HandRest mailgun = new HandRest("mailgun", null, SINCE, "maintenance", "ops");
        HandRest ses = new HandRest("ses", SINCE.plusSeconds(60), SINCE, null, "");
        HandRest resumed = new HandRest("ses", SINCE.plusSeconds(9), SINCE.plusSeconds(9), null, "ops");
        assertThat(join(store.all())).isEmpty();

        join(store.put(mailgun));
        join(store.put(ses));
        assertThat(join(store.all())).containsExactly(mailgun, ses);

        join(store.put(resumed));
        assertThat(join(store.all())).containsExactly(mailgun, resumed);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
