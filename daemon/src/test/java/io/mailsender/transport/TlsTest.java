package io.mailsender.transport;

import static io.mailsender.testing.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.PemCertificate;
import io.mailsender.testing.RawConnection;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final String ALIVE = head("GET", "/health/liveness");

    @TempDir
    static Path made;

    @TempDir
    Path directory;

    private static PemCertificate first;
    private static PemCertificate second;

    @SuppressWarnings("NullAway.Init") // each test starts it
    private TestDaemon daemon;

    @BeforeAll
    static void make() throws Exception {
        first = PemCertificate.make(made, "first");
        second = PemCertificate.make(made, "second");
    }

    @BeforeEach
    void write() throws Exception {
        first.writeTo(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void answersOverTlsAndTellsBrowsersToStayWithIt() throws Exception {
        start(Map.of());
        try (RawConnection client = over(first.trusted())) {
            assertThat(client.send(ALIVE).answer())
                    .startsWith("HTTP/1.1 200")
                    .contains("strict-transport-security: max-age=31536000");
            assertThat(client.send(head("GET", "/x")).status()).isEqualTo(404);
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.untilTheEnd()).startsWith("HTTP/1.1 400").contains("strict-transport-security:");
        }
    }

    @Test
    void plainHttpIsNotAnswered() throws Exception {
        start(Map.of());
        try (RawConnection client = RawConnection.connect(daemon.uri("/"))) {
            assertThat(client.send(ALIVE).untilTheEnd()).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void takesTls12And13() throws Exception {
        start(Map.of());
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (SSLSocket socket = socket(first.trusted())) {
                socket.setEnabledProtocols(new String[] {version});
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                assertThat(socket.getSession().getCipherSuite()).matches("TLS_(ECDHE_.*|AES_.*)(GCM|POLY1305).*");
            }
        }
    }

    /** With a handmade hello, since Java's own client no longer supports TLS 1.1. */
    @Test
    void refusesTls11() throws Exception {
        start(Map.of());
        byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 4 + 2];
        byte[] start = {22, 3, 1, 0, (byte) (hello.length - 5), 1, 0, 0, (byte) (hello.length - 9), 3, 2};
        System.arraycopy(start, 0, hello, 0, start.length);
        byte[] end = {0, 0, 4, (byte) 0xc0, 0x09, (byte) 0xc0, 0x13, 1, 0};
        System.arraycopy(end, 0, hello, hello.length - end.length, end.length);
        try (RawConnection client = RawConnection.connect(daemon.uri("/"))) {
            client.socket().getOutputStream().write(hello);
            byte[] alert = client.socket().getInputStream().readNBytes(7);
            assertThat(alert[0]).as("alert").isEqualTo((byte) 21);
            assertThat(Arrays.copyOfRange(alert, 5, 7))
                    .as("fatal, protocol_version")
                    .containsExactly(2, 70);
        }
    }

    @Test
    void refusesCiphersWithoutForwardSecrecyOrAuthentication() throws Exception {
        PemCertificate rsa = PemCertificate.make(directory, "rsa", "RSA");
        rsa.writeTo(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
        start(Map.of());
        try (SSLSocket socket = socket(rsa.trusted())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(
                    new String[] {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aNewCertificateIsShownToNewConnections() throws Exception {
        start(Map.of());
        try (RawConnection old = over(first.trusted())) {
            assertThat(old.send(ALIVE).status()).isEqualTo(200);
            second.writeTo(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
            await().untilAsserted(() -> assertThat(shown()).isEqualTo(second.certificate()));
            assertThat(old.send(ALIVE).status())
                    .as("the old connection goes on")
                    .isEqualTo(200);
        }
    }

    @Test
    void aBrokenOneIsNotUsed() throws Exception {
        start(Map.of());
        Tls tls = daemon.context().getBean(Tls.class);
        Files.writeString(directory.resolve("certificate.pem"), "-----BEGIN CERTIFICATE-----\nnonsense\n");
        tls.reload();
        assertThat(shown()).isEqualTo(first.certificate());
        second.writeTo(directory.resolve("certificate.pem"), directory.resolve("other.pem"));
        tls.reload();
        assertThat(shown()).as("a certificate with another one's key").isEqualTo(first.certificate());
        second.writeTo(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
        tls.reload();
        assertThat(shown()).isEqualTo(second.certificate());
    }

    @Test
    void aClientThatHasToShowACertificateShowsOne() throws Exception {
        Path clients = directory.resolve("clients.pem");
        second.writeTo(clients, directory.resolve("client.key"));
        start(Map.of("server.tls.client-ca", clients.toString()));
        assertThatThrownBy(() -> {
                    try (RawConnection none = over(first.trusted())) {
                        none.send(ALIVE).answer();
                    }
                })
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> {
                    try (RawConnection wrong = over(first.trusting(first.certificate()))) {
                        wrong.send(ALIVE).answer();
                    }
                })
                .isInstanceOf(IOException.class);
        try (RawConnection right = over(second.trusting(first.certificate()))) {
            assertThat(right.send(ALIVE).status()).isEqualTo(200);
        }
    }

    @Test
    void oneThatMayNeedNot() throws Exception {
        Path clients = directory.resolve("clients.pem");
        second.writeTo(clients, directory.resolve("client.key"));
        start(Map.of("server.tls.client-ca", clients.toString(), "server.tls.client-certificate", "optional"));
        try (RawConnection none = over(first.trusted())) {
            assertThat(none.send(ALIVE).status()).isEqualTo(200);
        }
    }

    private Certificate shown() throws Exception {
        // Tries which of the two it has to trust.
        for (PemCertificate one : new PemCertificate[] {first, second}) {
            try (SSLSocket socket = socket(one.trusted())) {
                socket.startHandshake();
                return socket.getSession().getPeerCertificates()[0];
            } catch (SSLHandshakeException e) {
                assertThat(e).hasMessageContaining("certification path");
            }
        }
        throw new AssertionError("neither");
    }

    private RawConnection over(SSLContext context) throws IOException {
        return RawConnection.over(socket(context));
    }

    private SSLSocket socket(SSLContext context) throws IOException {
        URI uri = daemon.uri("/");
        return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", uri.getPort());
    }

    private void start(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("server.tls.certificate", directory.resolve("certificate.pem").toString());
        all.put("server.tls.key", directory.resolve("key.pem").toString());
        daemon = TestDaemon.with(all, new ScriptedProvider("p"));
    }
}
