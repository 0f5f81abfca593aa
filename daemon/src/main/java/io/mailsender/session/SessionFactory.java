package io.mailsender.session;

import io.mailsender.access.KeyLogin;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Creates the sessions' service. */
@Factory
final class SessionFactory {

    /** @param store {@code null} without a store */
    @Singleton
    SessionService sessions(@Nullable SessionStore store, KeyLogin keys) {
        return new SessionService(store == null ? new MemorySessionStore() : store, keys, Clock.systemUTC());
    }
}
