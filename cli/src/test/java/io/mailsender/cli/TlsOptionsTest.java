package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the command against servers with a self-signed certificate, one of which requires a client certificate. */
class TlsOptionsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String SENT = "{\"id\":\"m1\",\"status\":\"sent\",\"provider_used\":\"ses\",\"providers\":[]}";

    @TempDir
    private static Path folder;

    private static HttpsServer server;
    private static HttpsServer strictServer;

    @BeforeAll
    static void start() throws Exception {
        make("server", "RSA");
        make("ec", "EC");
        make("stranger", "RSA");
        server = serve(false);
        strictServer = serve(true);
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        strictServer.stop(0);
    }

    @Test
    void trustsTheGivenAuthority() {
        assertThat(send(server, "--ca-file", pem("server")).exitStatus()).isZero();
    }

    @Test
    void sendsNothingToAnUntrustedServer() {
        CommandLineTest.Run byDefault = send(server);
        assertThat(byDefault.exitStatus()).isEqualTo(75);
        assertThat(byDefault.err().lines()).singleElement().asString().contains("nothing was sent", "--ca-file");
        assertThat(send(server, "--ca-file", pem("stranger")).exitStatus()).isEqualTo(75);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "ec"})
    void presentsTheClientCertificate(String client) {
        CommandLineTest.Run run = send(
                strictServer,
                "--ca-file",
                pem("server"),
                "--client-cert",
                pem(client),
                "--client-key",
                pem(client + "-key"));
        assertThat(run.exitStatus()).as(run.err()).isZero();
    }

    @Test
    void sendsNothingWithoutTheRequiredCertificate() {
        assertThat(send(strictServer, "--ca-file", pem("server")).exitStatus()).isEqualTo(75);
        assertThat(send(
                                strictServer,
                                "--ca-file",
                                pem("server"),
                                "--client-cert",
                                pem("stranger"),
                                "--client-key",
                                pem("stranger-key"))
                        .exitStatus())
                .isEqualTo(75);
    }

    @Test
    void namesTheFileAtFault() {
        CommandLineTest.Run one = send(server, "--client-cert", pem("server"));
        assertThat(one.exitStatus()).isEqualTo(2);
        assertThat(one.err()).contains("--client-cert and --client-key must be given together");
        CommandLineTest.Run noKey = send(server, "--client-cert", pem("server"), "--client-key", pem("server"));
        assertThat(noKey.exitStatus()).isEqualTo(2);
        assertThat(noKey.err()).contains(pem("server") + " contains no unencrypted private key", "openssl pkcs8");
        CommandLineTest.Run noAuthority = send(server, "--ca-file", pem("server-key"));
        assertThat(noAuthority.exitStatus()).isEqualTo(2);
        assertThat(noAuthority.err()).contains(pem("server-key") + " contains no certificate");
    }

    private static CommandLineTest.Run send(HttpsServer to, String... options) {
        String[] args = new String[options.length + 5];
        System.arraycopy(options, 0, args, 5, options.length);
        System.arraycopy(
                new String[] {
                    "send", "--url", "https://127.0.0.1:" + to.getAddress().getPort(), "-t", "a@b.c"
                },
                0,
                args,
                0,
                5);
        return CommandLineTest.runWithoutUrl(args);
    }

    private static String pem(String name) {
        return folder.resolve(name + ".pem").toString();
    }

    /** Makes a self-signed certificate and its key. */
    private static void make(String name, String algorithm) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        write(name, "CERTIFICATE", keys.getCertificate(name).getEncoded());
        write(name + "-key", "PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded());
    }

    private static void write(String name, String kind, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                Path.of(pem(name)), "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private static HttpsServer serve(boolean needsCertificate) throws Exception {
        KeyStore keys = KeyStore.getInstance(folder.resolve("server.p12").toFile(), PASSWORD);
        keys.setCertificateEntry(
                "also",
                KeyStore.getInstance(folder.resolve("ec.p12").toFile(), PASSWORD)
                        .getCertificate("ec"));
        keys.setCertificateEntry("itself", keys.getCertificate("server"));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters params) {
                SSLParameters parameters = tls.getDefaultSSLParameters();
                parameters.setNeedClientAuth(needsCertificate);
                // With TLS 1.3 the JDK's server refuses a client without a certificate only after the request has left.
                parameters.setProtocols(new String[] {"TLSv1.2"});
                params.setSSLParameters(parameters);
            }
        });
        https.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = SENT.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        https.start();
        return https;
    }
}
