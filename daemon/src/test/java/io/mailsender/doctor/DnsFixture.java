package io.mailsender.doctor;

import static java.util.Objects.requireNonNull;

import io.mailsender.provider.DomainRecordLookup;
import io.mailsender.testing.FakeDns;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A name server, and the beans that ask it. Without records before each test. */
final class DnsFixture implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    private @Nullable FakeDns server;
    private @Nullable ApplicationContext context;

    @Override
    public void beforeAll(ExtensionContext test) {
        server = new FakeDns();
        context = ApplicationContext.run(Map.of("mail-sender.name-server", server.address(), "order", "none"));
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        server().clear();
    }

    @Override
    public void afterAll(ExtensionContext test) throws IOException {
        requireNonNull(context).close();
        server().close();
    }

    FakeDns server() {
        return requireNonNull(server);
    }

    DomainRecordLookup records() {
        return requireNonNull(context).getBean(DomainRecordLookup.class);
    }
}
