package io.mailsender.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.mailsender.client.model.SendRequest;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailSenderBuilderTest {

    private static final String SENT = "{\"id\": \"m1\", \"status\": \"sent\", \"providers\": []}";

    @Test
    void timeoutCoversTheBodyOfTheAnswer() throws Exception {
        String half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
        try (RawAnswerServer server = new RawAnswerServer(half, false)) {
            MailSenderApi mail = MailSender.builder(server.url())
                    .timeout(Duration.ofMillis(300))
                    .build();
            ApiException e = failure(mail);
            assertThat(e).hasCauseInstanceOf(HttpTimeoutException.class).hasMessageContaining("none within 300 ms");
            assertThatThrownBy(() -> mail.sendAsync(request()).join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(ApiException.class)
                    .hasCauseInstanceOf(HttpTimeoutException.class);
        }
    }

    @Test
    void usesTheProxy() throws ApiException {
        try (TestServer proxy = new TestServer(200, "application/json", SENT)) {
            MailSenderApi mail = MailSender.builder("http://mail.invalid")
                    .proxy(ProxySelector.of(new InetSocketAddress(
                            "127.0.0.1", URI.create(proxy.url()).getPort())))
                    .build();
            assertThat(mail.send(request()).getId()).isEqualTo("m1");
            assertThat(proxy.requests().get(0).header("Host")).isEqualTo("mail.invalid");
        }
    }

    @Test
    void nothingWasSentIfTheProxyRefusesToConnect() throws Exception {
        try (RawAnswerServer proxy = new RawAnswerServer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", true)) {
            MailSenderApi mail = MailSender.builder("https://mail.invalid")
                    .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())))
                    .build();
            assertThat(failure(mail).mayHaveBeenSent()).isFalse();
        }
    }

    @Test
    void usesTheSslContext(@TempDir Path folder) throws Exception {
        SSLContext context = contextForLocalhost(folder);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = SENT.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String url = "https://localhost:" + server.getAddress().getPort();
            assertThat(MailSender.builder(url)
                            .sslContext(context)
                            .connectTimeout(Duration.ofMinutes(1))
                            .build()
                            .send(request())
                            .getId())
                    .isEqualTo("m1");
            ApiException e = failure(MailSender.builder(url)
                    .connectTimeout(Duration.ofMinutes(1))
                    .build());
            assertThat(e).hasCauseInstanceOf(SSLException.class);
            assertThat(e.mayHaveBeenSent()).isFalse();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void nothingWasSentIfTheServerDoesNotSpeakTls() {
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            ApiException e = failure(MailSender.builder(server.url().replace("http:", "https:"))
                    .timeout(Duration.ofSeconds(5))
                    .build());
            assertThat(e.getCode()).isZero();
            assertThat(e.mayHaveBeenSent()).isFalse();
        }
    }

    @Test
    void usesTheGivenHttpClient() throws ApiException {
        HttpClient own = HttpClient.newHttpClient();
        try (TestServer server = new TestServer(200, "application/json", SENT)) {
            MailSenderApi mail =
                    MailSender.builder(server.url()).httpClient(own).build();
            assertThat(mail.send(request()).getId()).isEqualTo("m1");
            assertThat(server.requests().get(0).headers()).doesNotContainKey("Upgrade");
        }
    }

    @Test
    void refusesAnHttpClientThatFollowsRedirects() {
        MailSenderBuilder builder = MailSender.builder("http://127.0.0.1:1");
        HttpClient own =
                HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build();
        assertThatThrownBy(() -> builder.httpClient(own))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("follows redirects");
    }

    @Test
    void refusesSettingsThatTheGivenHttpClientOverrides() {
        MailSenderBuilder builder = MailSender.builder("http://127.0.0.1:1")
                .connectTimeout(Duration.ofSeconds(1))
                .httpClient(HttpClient.newHttpClient());
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connectTimeout");
    }

    @Test
    void refusesATimeoutThatIsNotPositive() {
        MailSenderBuilder builder = MailSender.builder("http://127.0.0.1:1");
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.connectTimeout(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void interruptEndsTheCallAndIsPreserved() throws Exception {
        try (RawAnswerServer server = new RawAnswerServer("", false)) {
            MailSenderApi mail = MailSender.at(server.url());
            Thread.currentThread().interrupt();
            ApiException e = failure(mail);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(e).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    private static ApiException failure(MailSenderApi mail) {
        return catchThrowableOfType(ApiException.class, () -> mail.send(request()));
    }

    private static SendRequest request() {
        return new SendRequest().addToItem("ann@example.com").subject("Grüße").text("李");
    }

    private static SSLContext contextForLocalhost(Path folder) throws Exception {
        Path file = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "localhost",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "password".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "password".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("localhost", store.getCertificate("localhost"));
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
