package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.http.Sha256;
import io.mailsender.session.StoredSession;
import io.mailsender.testing.SettableClock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store guarantees about sessions. */
abstract class SessionStoreContract {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00.123Z");
    private static final byte[] KEY = Sha256.of("key");

    final SettableClock clock = new SettableClock();
    private Database database;
    private JdbcSessionStore store;

    /** Opens an empty database. */
    abstract Database open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        database = open();
        store = new JdbcSessionStore(database);
    }

    @AfterEach
    void closeStore() {
        store.close();
        database.close();
    }

    @Test
    void keepsASessionUntilItIsRemoved() {
        add("one", NOW, NOW);
        add("two", NOW, NOW);

        StoredSession one = find("one").orElseThrow();
        assertThat(one.hash()).isEqualTo(Sha256.of("one"));
        assertThat(one.keyHash()).isEqualTo(KEY);
        assertThat(one.created()).isEqualTo(NOW);
        assertThat(one.seen()).isEqualTo(NOW);
        assertThat(find("three")).isEmpty();

        join(store.remove(Sha256.of("one")));
        join(store.remove(Sha256.of("one")));
        assertThat(find("one")).isEmpty();
        assertThat(find("two")).isPresent();
    }

    @Test
    void recordsTheLastUse() {
        add("one", NOW, NOW);
        add("two", NOW, NOW);

        join(store.seen(Sha256.of("one"), NOW.plusSeconds(60)));
        join(store.seen(Sha256.of("three"), NOW.plusSeconds(60)));

        assertThat(find("one").orElseThrow().seen()).isEqualTo(NOW.plusSeconds(60));
        assertThat(find("one").orElseThrow().created()).isEqualTo(NOW);
        assertThat(find("two").orElseThrow().seen()).isEqualTo(NOW);
        assertThat(find("three")).isEmpty();
    }

    @Test
    void aNewSessionClearsTheEndedOnes() {
        add("idle", NOW.minusSeconds(100), NOW.minusSeconds(61));
        add("old", NOW.minusSeconds(301), NOW);
        add("live", NOW.minusSeconds(299), NOW.minusSeconds(59));

        join(store.add(session("new", NOW, NOW), NOW.minusSeconds(60), NOW.minusSeconds(300)));

        assertThat(find("idle")).isEmpty();
        assertThat(find("old")).isEmpty();
        assertThat(find("live")).isPresent();
        assertThat(find("new")).isPresent();
    }

    private void add(String token, Instant created, Instant seen) {
        join(store.add(session(token, created, seen), Instant.EPOCH, Instant.EPOCH));
    }

    private Optional<StoredSession> find(String token) {
        return join(store.find(Sha256.of(token)));
    }

    private static StoredSession session(String token, Instant created, Instant seen) {
        return new StoredSession(Sha256.of(token), KEY, created, seen);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
