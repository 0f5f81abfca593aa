package io.mailsender.provider.adapter;

import io.mailsender.testing.FaultyHttpServer;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The daemon's beans, started once, and a server in place of the vendor's, which is new for each test. */
@TestInstance(Lifecycle.PER_CLASS)
class ProviderFixture {

    private @Nullable ApplicationContext context;

    FaultyHttpServer server;

    @BeforeAll
    final void startBeans() {
        context = ApplicationContext.run();
    }

    @AfterAll
    final void stopBeans() {
        beans().close();
    }

    @BeforeEach
    final void startServer() throws IOException {
        server = FaultyHttpServer.start();
    }

    @AfterEach
    final void stopServer() throws IOException {
        server.close();
    }

    final ApplicationContext beans() {
        return Objects.requireNonNull(context);
    }
}
