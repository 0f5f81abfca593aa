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
    protected String errorBody(String text) {
        return "{\"message\":\"" + text + "\"}";
    }

    @Override
    protected Behaviour rejection() {
        return Behaviours.json(
                400, "{\"message\":\"Missing final '@domain'\"}", "x-amzn-ErrorType: BadRequestException");
    }

    @Override
    protected String errorCodes() {
        return """
                400 | {"__type":"BadRequestException","message":"No."} | rejected | a wrong parameter
                400 | {"__type":"MessageRejected","message":"Invalid content."} | rejected | the content is refused
                400 | {"__type":"MessageRejected","message":"Email address is not verified. The following identities failed the check in region EU-WEST-1: ann@example.org"} | unsupported | in the sandbox, a recipient that is not verified
                400 | {"__type":"MailFromDomainNotVerifiedException","message":"No."} | account | the MAIL FROM domain is not verified
                400 | {"__type":"AccountSuspendedException","message":"No."} | account | permanently restricted
                400 | {"__type":"SendingPausedException","message":"No."} | account | paused
                400 | {"__type":"LimitExceededException","message":"No."} | throttled | the daily quota
                404 | {"__type":"NotFoundException","message":"No."} | account | no such configuration set
                429 | {"__type":"TooManyRequestsException","message":"Maximum sending rate exceeded."} | throttled | the sending rate
                400 | {"__type":"ThrottlingException","message":"Rate exceeded"} | throttled | too many requests
                403 | {"__type":"AccessDeniedException","message":"No."} | account | the key lacks the right
                403 | {"__type":"SignatureDoesNotMatch","message":"No."} | account | a wrong secret, or a wrong clock
                403 | {"__type":"ExpiredTokenException","message":"No."} | account | the session has expired
                408 | {"__type":"RequestTimeout","message":"No."} | unknown | SES gave up
                500 | {"__type":"InternalServiceErrorException","message":"No."} | unknown | a fault at SES
                503 | {"__type":"ServiceUnavailable","message":"No."} | throttled | SES is overloaded
                """;
    }
}
