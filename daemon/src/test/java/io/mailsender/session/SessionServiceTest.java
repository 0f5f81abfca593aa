package io.mailsender.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.access.Caller;
import io.mailsender.access.KeyLogin;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a session ends. */
class SessionServiceTest {

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private TestDaemon daemon;
    private KeyLogin keys;
    private Caller shop;

    @BeforeEach
    void start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put("api-keys", Map.of("shop", TestKeys.hash("shop")));
        daemon = TestDaemon.with(settings, new ScriptedProvider("p"));
        keys = daemon.context().getBean(KeyLogin.class);
        shop = keys.named("shop").orElseThrow();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void inTheStore() {
        endsAfterHalfAnHourWithoutUse(daemon.context().getBean(SessionStore.class));
        endsAfterTwelveHoursAtTheLatest(daemon.context().getBean(SessionStore.class));
    }

    @Test
    void inMemory() {
        endsAfterHalfAnHourWithoutUse(new MemorySessionStore());
        endsAfterTwelveHoursAtTheLatest(new MemorySessionStore());
    }

    /** A page that is open on a screen reads itself again every few seconds, though nobody may be there. */
    @Test
    void aPageThatIsReadAgainByItselfIsNoUse() {
        SessionService sessions = new SessionService(new MemorySessionStore(), keys, clock);
        String token = join(sessions.open(shop));
        for (int minutes = 10; minutes < 30; minutes += 10) {
            clock.advance(Duration.ofMinutes(10));
            assertThat(join(sessions.find(token, false))).isPresent();
        }
        clock.advance(Duration.ofMinutes(10));
        assertThat(join(sessions.find(token, false))).isEmpty();
    }

    private void endsAfterHalfAnHourWithoutUse(SessionStore store) {
        SessionService sessions = new SessionService(store, keys, clock);
        String token = join(sessions.open(shop));
        assertThat(isOpen(sessions, token)).isTrue();
        clock.advance(Duration.ofMinutes(29));
        assertThat(isOpen(sessions, token)).isTrue();
        clock.advance(Duration.ofMinutes(29));
        assertThat(isOpen(sessions, token)).isTrue();
        clock.advance(Duration.ofMinutes(30));
        assertThat(isOpen(sessions, token)).isFalse();
        assertThat(isOpen(sessions, token)).isFalse();
    }

    private void endsAfterTwelveHoursAtTheLatest(SessionStore store) {
        SessionService sessions = new SessionService(store, keys, clock);
        String token = join(sessions.open(shop));
        for (int minutes = 20; minutes < 12 * 60; minutes += 20) {
            clock.advance(Duration.ofMinutes(20));
            assertThat(isOpen(sessions, token)).as("after %s minutes", minutes).isTrue();
        }
        clock.advance(Duration.ofMinutes(20));
        assertThat(isOpen(sessions, token)).isFalse();
    }

    private static boolean isOpen(SessionService sessions, String token) {
        return join(sessions.find(token, true)).isPresent();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
