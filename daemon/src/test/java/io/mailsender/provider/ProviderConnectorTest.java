package io.mailsender.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.HttpResult.NoAnswer;
import io.mailsender.provider.HttpResult.NotConnected;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.Unreachable;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.RuntimeBeanDefinition;
import io.micronaut.core.type.Argument;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host with several addresses, some of which are unreachable. */
class ProviderConnectorTest {

    /** Discard-only (RFC 6666): no route, or no answer. */
    private static final String NO_ROUTE = "100::1";

    /** For documentation (RFC 5737): no route, or no answer. */
    private static final String NO_ANSWER = "192.0.2.1";

    @ParameterizedTest
    @ValueSource(strings = {NO_ROUTE, NO_ANSWER, "127.0.0.2"})
    void triesTheNextAddress(String first) throws IOException {
        try (FaultyHttpServer server = FaultyHttpServer.start();
                Client client = new Client(first, "127.0.0.1")) {
            server.always(Behaviours.json(200, "{}"));
            assertThat(client.post(server.uri().getPort())).isInstanceOf(Answer.class);
            assertThat(client.post(server.uri().getPort())).isInstanceOf(Answer.class);
            assertThat(server.requests())
                    .hasSize(2)
                    .allMatch(request -> request.text().equals("hello"));
        }
    }

    @Test
    void namesEveryAddressIfNoneAnswers() throws IOException {
        try (Unreachable nobody = Unreachable.refusing();
                Client client = new Client("127.0.0.2", "127.0.0.1")) {
            assertThat(client.post(nobody.uri().getPort()))
                    .isInstanceOfSatisfying(
                            NotConnected.class,
                            result -> assertThat(result.reason()).contains("127.0.0.2", "127.0.0.1"));
        }
    }

    @Test
    void triesNoOtherAddressOnceConnected() throws IOException {
        try (FaultyHttpServer server = FaultyHttpServer.start();
                Client client = new Client("127.0.0.1", "127.0.0.1", "127.0.0.1")) {
            server.always(Behaviours.resetAfterRequest());
            assertThat(client.post(server.uri().getPort())).isInstanceOf(NoAnswer.class);
            assertThat(server.posts()).hasSize(1);
        }
    }

    @Test
    void triesNoOtherAddressAfterAFailedHandshake() throws IOException {
        try (FaultyHttpServer server = FaultyHttpServer.startBrokenHandshake(true);
                Client client = new Client("127.0.0.1", "127.0.0.1")) {
            assertThat(client.post("https", server.uri().getPort())).isInstanceOf(NotConnected.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    /** A client for which every host has these addresses, in this order. */
    private static final class Client implements AutoCloseable {

        private final ApplicationContext context;

        Client(String... addresses) {
            context = ApplicationContext.builder()
                    .beanDefinitions(RuntimeBeanDefinition.builder(
                                    Argument.of(AddressResolverGroup.class, InetSocketAddress.class),
                                    () -> new Names(addresses))
                            .singleton(true)
                            .named(ProviderHttp.CLIENT)
                            .build())
                    .start();
        }

        HttpResult post(int port) {
            return post("http", port);
        }

        HttpResult post(String scheme, int port) {
            URI uri = URI.create(scheme + "://api.example.com:" + port + "/v3");
            return ProviderHttpTest.exchange(context.getBean(ProviderHttp.class), uri, Duration.ofSeconds(20))
                    .join();
        }

        @Override
        public void close() {
            context.close();
        }
    }

    private static final class Names extends AddressResolverGroup<InetSocketAddress> {

        private final List<InetAddress> addresses = new ArrayList<>();

        Names(String... literals) {
            for (String literal : literals) {
                try {
                    addresses.add(InetAddress.getByName(literal));
                } catch (UnknownHostException e) {
                    throw new IllegalArgumentException(e);
                }
            }
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String host, Promise<InetAddress> promise) {
                    promise.setSuccess(addresses.get(0));
                }

                @Override
                protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                    promise.setSuccess(addresses);
                }
            }.asAddressResolver();
        }
    }
}
