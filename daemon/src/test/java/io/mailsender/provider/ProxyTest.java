package io.mailsender.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.HttpResult.NoAnswer;
import io.mailsender.provider.HttpResult.NotConnected;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.TunnelProxy;
import io.mailsender.testing.Unreachable;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers behind a proxy: before its tunnel is open, no byte of a message may leave. */
class ProxyTest {

    private static final String CLIENT = "micronaut.http.services.providers.";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http  | HTTP/1.1 403 Forbidden\\r\\n\\r\\n
            https | HTTP/1.1 403 Forbidden\\r\\n\\r\\n
            http  | HTTP/1.1 407 Proxy Authentication Required\\r\\nProxy-Authenticate: Basic realm=x\\r\\n\\r\\n
            https | HTTP/1.1 407 Proxy Authentication Required\\r\\nProxy-Authenticate: Basic realm=x\\r\\n\\r\\n
            http  | HTTP/1.1 502 Bad Gateway\\r\\nContent-Type: text/html\\r\\nContent-Length: 6\\r\\n\\r\\n<html>
            https | HTTP/1.1 502 Bad Gateway\\r\\nContent-Type: text/html\\r\\nContent-Length: 6\\r\\n\\r\\n<html>
            http  | HTTP/1.1 503 No such host\\r\\nContent-Length: 0\\r\\n\\r\\n
            https | HTTP/1.1 503 No such host\\r\\nContent-Length: 0\\r\\n\\r\\n
            http  | HTTP/1.1 302 Found\\r\\nLocation: http://portal.example.com/\\r\\n\\r\\n
            https | HTTP/1.1 302 Found\\r\\nLocation: http://portal.example.com/\\r\\n\\r\\n
            http  | \\025\\003\\001\\000\\002\\002\\050
            https | \\025\\003\\001\\000\\002\\002\\050
            http  | SSH-2.0-OpenSSH_9.2\\r\\n
            https | SSH-2.0-OpenSSH_9.2\\r\\n
            http  | ''
            https | ''
            https | HTTP/1.1 200 OK\\r\\n\\r\\n
            https | HTTP/1.1 200 OK\\r\\n\\r\\nHTTP/1.1 400 Bad Request\\r\\n\\r\\n
            """)
    void proxyWithoutATunnelIsUnreachable(String scheme, String answer) throws IOException {
        try (TunnelProxy proxy = TunnelProxy.answering(answer.translateEscapes())) {
            URI provider = URI.create(scheme + "://api.example.com/v3/messages");
            assertThat(post(provider, proxy.port(), Map.of())).isInstanceOf(NotConnected.class);
            assertThat(proxy.heard()).startsWith("CONNECT api.example.com:").doesNotContain("hello");
        }
    }

    /** A greeting may come before the client has the connection. Then the reason says only that it was closed. */
    @ParameterizedTest
    @CsvSource({
        "http, SSH-2.0-OpenSSH_9.2\\r\\n",
        "https, SSH-2.0-OpenSSH_9.2\\r\\n",
        "http, HTTP/1.1 503 Busy\\r\\n\\r\\n",
        "http, ''"
    })
    void proxyThatClosesIsUnreachable(String scheme, String words) throws IOException {
        for (int i = 0; i < 10; i++) {
            try (TunnelProxy proxy = TunnelProxy.greeting(words.translateEscapes())) {
                assertThat(post(URI.create(scheme + "://api.example.com"), proxy.port(), Map.of()))
                        .isInstanceOf(NotConnected.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void silentProxyIsUnreachable(String scheme) throws IOException {
        try (TunnelProxy proxy = TunnelProxy.silent()) {
            assertThat(post(URI.create(scheme + "://api.example.com"), proxy.port(), Map.of()))
                    .isInstanceOf(NotConnected.class);
            assertThat(proxy.heard()).doesNotContain("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void absentProxyIsUnreachable(String scheme) throws IOException {
        URI provider = URI.create(scheme + "://api.example.com");
        try (Unreachable nobody = Unreachable.refusing()) {
            assertThat(post(provider, nobody.uri().getPort(), Map.of())).isInstanceOf(NotConnected.class);
        }
        assertThat(post(provider, 3128, Map.of(CLIENT + "proxy-address", "no-such-host.invalid:3128")))
                .isInstanceOf(NotConnected.class);
    }

    @Test
    void tunnelCarriesTheMessage() throws IOException {
        try (FaultyHttpServer server = FaultyHttpServer.start();
                TunnelProxy proxy = TunnelProxy.to(server.uri().getPort())) {
            server.always(Behaviours.json(200, "{}"));
            HttpResult result = post(
                    URI.create("http://api.example.com/v3"),
                    proxy.port(),
                    Map.of(CLIENT + "proxy-username", "user", CLIENT + "proxy-password", "secret"));
            assertThat(result).isInstanceOf(Answer.class);
            assertThat(server.onlyRequest().text()).isEqualTo("hello");
            assertThat(proxy.heard())
                    .startsWith("CONNECT api.example.com:80 HTTP/1.1")
                    .containsIgnoringCase("proxy-authorization: Basic dXNlcjpzZWNyZXQ=");
        }
    }

    @Test
    void lossAfterTheTunnelIsNoAnswer() throws IOException {
        try (FaultyHttpServer server = FaultyHttpServer.start();
                TunnelProxy proxy = TunnelProxy.to(server.uri().getPort())) {
            server.always(Behaviours.closeAfterRequest());
            assertThat(post(URI.create("http://api.example.com"), proxy.port(), Map.of()))
                    .isInstanceOf(NoAnswer.class);
            await().atMost(Duration.ofMinutes(1)).until(() -> server.posts().size() == 1);
        }
    }

    private static HttpResult post(URI uri, int port, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CLIENT + "proxy-type", "http");
        settings.put(CLIENT + "proxy-address", "127.0.0.1:" + port);
        settings.putAll(more);
        try (ApplicationContext context = ApplicationContext.run(settings)) {
            return ProviderHttpTest.exchange(context.getBean(ProviderHttp.class), uri, Duration.ofSeconds(20))
                    .join();
        }
    }
}
