package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpProviderContract;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class AmazonSesContractTest extends HttpProviderContract {

    private static final ExecutorService BLOCKING = Executors.newCachedThreadPool();

    @BeforeAll
    void loadTheSigner() throws IOException {
        try (FaultyHttpServer warmUp = FaultyHttpServer.start()) {
            ses(warmUp.uri(), beans())
                    .send(message(), message().envelope(), LONG)
                    .toCompletableFuture()
                    .join();
        }
    }

    @AfterAll
    static void stop() {
        BLOCKING.shutdownNow();
    }

    private static AmazonSes ses(URI endpoint, ApplicationContext beans) {
        return new AmazonSes(SesFixture.settings(endpoint, null), beans.getBean(ProviderHttp.class), BLOCKING);
    }

    @Override
    protected Provider provider(URI endpoint, ApplicationContext beans) {
        return ses(endpoint, beans);
    }

    @Override
    protected String acceptedBody() {
        return "{\"MessageId\":\"0100018c-1\"}";
    }

    @Override
    protected String acceptedId() {
        return "0100018c-1";
    }

    @Override
    protected String errorBody() {
        return "{\"message\":\"No.\"}";
    }

    @Override
    protected Behaviour rejection() {
        return Behaviours.json(
                400, "{\"message\":\"Missing final '@domain'\"}", "x-amzn-ErrorType: BadRequestException");
    }
}
