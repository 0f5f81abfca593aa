package io.mailsender.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailsender.config.Configuration;
import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.mailsender.testing.Messages;
import io.mailsender.testing.PemCertificate;
import io.mailsender.testing.TestCertificate;
import io.mailsender.testing.TunnelProxy;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings {@code outgoing} and those in a provider's block, from the file to the wire. */
class OutgoingTest {

    /** tinyproxy's answer to wrong credentials; without any it sends 407. */
    private static final String UNAUTHORIZED = "HTTP/1.0 401 Unauthorized\r\n\r\n";

    private static final String REFUSES = "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";

    @TempDir
    Path directory;

    @Test
    void proxyForAllProviders() throws IOException {
        try (OutgoingServer mailgun = OutgoingServer.http();
                TunnelProxy proxy = TunnelProxy.to(mailgun.port());
                Daemon daemon = start(
                        "outgoing: {proxy: \"http://user:p%40s/%zs@localhost:" + proxy.port() + "\"}",
                        mailgun("mg_1", "http://api.example.com"))) {
            assertThat(daemon.send("mg_1")).isInstanceOf(Sent.class);
            assertThat(proxy.heard())
                    .startsWith("CONNECT api.example.com:80 HTTP/1.1")
                    .containsIgnoringCase("proxy-authorization: Basic dXNlcjpwQHMvJXpz\r\n");
        }
    }

    @Test
    void eachProviderHasItsOwnProxy() throws IOException {
        try (OutgoingServer mailgun = OutgoingServer.http();
                TunnelProxy common = TunnelProxy.to(mailgun.port());
                TunnelProxy own = TunnelProxy.to(mailgun.port());
                Daemon daemon = start(
                        "outgoing: {proxy: \"http://127.0.0.1:" + common.port()
                                + "\", no-proxy: [.internal.example.com]}",
                        mailgun("a", "http://a.example.com"),
                        mailgun("b", "http://b.example.com", "proxy: \"http://127.0.0.1:" + own.port() + "/\""),
                        mailgun("c", "http://127.0.0.1:" + mailgun.port(), "proxy: none"),
                        mailgun("d", "http://d.internal.example.com"),
                        mailgun("e", "http://a.example.com"))) {
            assertThat(daemon.send("a")).isInstanceOf(Sent.class);
            assertThat(daemon.send("b")).isInstanceOf(Sent.class);
            assertThat(daemon.send("c")).isInstanceOf(Sent.class);
            assertThat(daemon.send("d")).isInstanceOf(Unavailable.class);
            assertThat(daemon.send("e")).isInstanceOf(Sent.class);
            // a and e have equal networks and share the connection.
            assertThat(proxied(common)).containsExactly("a.example.com:80");
            assertThat(proxied(own)).containsExactly("b.example.com:80");
        }
    }

    @Test
    void micronautsProxyStays() throws IOException {
        try (OutgoingServer mailgun = OutgoingServer.http();
                TunnelProxy proxy = TunnelProxy.to(mailgun.port());
                Daemon daemon = start(
                        "micronaut: {http: {services: {providers: {proxy-type: http, proxy-address: \"127.0.0.1:"
                                + proxy.port() + "\"}}}}",
                        mailgun("a", "http://a.example.com"),
                        mailgun("b", "http://b.example.com", "source-address: 127.0.0.2"),
                        mailgun("c", "http://127.0.0.1:" + mailgun.port(), "proxy: none"))) {
            assertThat(daemon.send("a")).isInstanceOf(Sent.class);
            assertThat(daemon.send("b")).isInstanceOf(Sent.class);
            assertThat(daemon.send("c")).isInstanceOf(Sent.class);
            assertThat(proxied(proxy)).containsExactlyInAnyOrder("a.example.com:80", "b.example.com:80");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mailgun | ''            | 407 Proxy Authentication Required; it wants credentials: proxy: http://USER:PASSWORD@HOST:PORT
            mailgun | user:s3cr3t@  | 407 Proxy Authentication Required; it does not accept the credentials in the setting proxy
            smtp    | ''            | 407 Proxy Authentication Required; it wants credentials: proxy: http://USER:PASSWORD@HOST:PORT
            smtp    | user:s3cr3t@  | 407 Proxy Authentication Required; it does not accept the credentials in the setting proxy
            """)
    void saysThatTheProxyWantsCredentials(String kind, String credentials, String reason) throws IOException {
        try (TunnelProxy proxy = TunnelProxy.answering(REFUSES)) {
            String setting = "proxy: \"http://" + credentials + "127.0.0.1:" + proxy.port() + "\"";
            String block = kind.equals("smtp")
                    ? smtp("a", "smtp.example.com", 587, setting)
                    : mailgun("a", "https://api.example.com", setting);
            try (Daemon daemon = start("", block)) {
                assertUnreachable(daemon.send("a"), "proxy 127.0.0.1:" + proxy.port() + ": " + reason);
                assertThat(daemon.send("a").reply().text()).doesNotContain("s3cr3t");
                assertThat(daemon.beans.getBean(OutgoingOverride.class).toString())
                        .doesNotContain("s3cr3t");
                assertThat(daemon.beans
                                .getBean(OutgoingNetworkRegistry.class)
                                .http("a")
                                .toString())
                        .doesNotContain("s3cr3t");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 403 Forbidden\r\n\r\n",
                "HTTP/1.1 502 Bad Gateway\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://portal.example.com/\r\n\r\n",
                "220 smtp.example.com ESMTP\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                ""
            })
    void proxyThatOpensNoTunnelToARelayIsUnreachable(String answer) throws IOException {
        try (TunnelProxy proxy = TunnelProxy.answering(answer);
                Daemon daemon = start(
                        "", smtp("a", "smtp.example.com", 587, "proxy: \"http://127.0.0.1:" + proxy.port() + "\""))) {
            assertUnreachable(daemon.send("a"), "proxy 127.0.0.1:" + proxy.port() + ": ");
            assertThat(proxy.heard())
                    .startsWith("CONNECT smtp.example.com:587 HTTP/1.1\r\nHost: smtp.example.com:587\r\n\r\n");
        }
    }

    @Test
    void silentProxyToARelayIsUnreachable() throws IOException {
        try (TunnelProxy proxy = TunnelProxy.silent();
                Daemon daemon = start(
                        "", smtp("a", "smtp.example.com", 587, "proxy: \"http://127.0.0.1:" + proxy.port() + "\""))) {
            assertUnreachable(daemon.send("a"), "no answer in time");
        }
    }

    /** Most proxies are for HTTP only: the proxy for all providers is not for relays. */
    @Test
    void relayIsReachedThroughItsOwnProxyOnly() throws IOException {
        try (FaultySmtpServer server = new FaultySmtpServer(Security.STARTTLS, TestCertificate.forLocalhost());
                TunnelProxy common = TunnelProxy.answering(REFUSES);
                TunnelProxy own = TunnelProxy.to(server.port());
                Daemon daemon = start(
                        "outgoing: {proxy: \"http://127.0.0.1:" + common.port() + "\"}",
                        smtp("direct", "localhost", server.port()),
                        smtp(
                                "tunnel",
                                "localhost",
                                587,
                                "proxy: \"http://u:p@[::ffff:127.0.0.1]:" + own.port() + "\""))) {
            assertThat(daemon.send("direct")).isInstanceOf(Sent.class);
            assertThat(daemon.send("tunnel")).isInstanceOf(Sent.class);
            assertThat(common.heard()).isEmpty();
            assertThat(own.heard()).startsWith("CONNECT localhost:587 HTTP/1.1").contains("Basic dTpw\r\n");
            assertThat(server.mails()).hasSize(2);
        }
    }

    /** As a proxy that inspects TLS: its certificate comes from an authority that the Java runtime does not know. */
    @Test
    void authorityForAllProviders() throws IOException {
        TestCertificate certificate = TestCertificate.forLocalhost();
        try (OutgoingServer mailgun = OutgoingServer.https(certificate.server());
                TunnelProxy proxy = TunnelProxy.to(mailgun.port())) {
            String api = "https://localhost:" + mailgun.port();
            String ca = "ca-file: " + certificate.caFile();
            String tunnel = "proxy: \"http://127.0.0.1:" + proxy.port() + "\"";
            try (Daemon without = start("", mailgun("a", api), mailgun("own", api, ca))) {
                assertUnreachable(without.send("a"), "");
                assertThat(without.send("own")).isInstanceOf(Sent.class);
            }
            try (Daemon with = start(
                    "outgoing: {" + ca + "}",
                    mailgun("a", api),
                    mailgun("b", "https://localhost", tunnel),
                    mailgun("other", "https://api.example.com", tunnel))) {
                assertThat(with.send("a")).isInstanceOf(Sent.class);
                assertThat(with.send("b")).isInstanceOf(Sent.class);
                // The certificate is for localhost only.
                assertUnreachable(with.send("other"), "");
                assertThat(proxied(proxy)).containsExactly("localhost:443", "api.example.com:443");
            }
        }
    }

    @Test
    void authoritiesForAllProvidersAreAddedAndOwnOnesReplace() {
        String ca = TestCertificate.forLocalhost().caFile().toString();
        OutgoingSettings all = new OutgoingSettings(null, null, ca, null, null, null);
        OutgoingOverride own = new OutgoingOverride(null, ca, null, null, null);
        assertThat(CertificateFiles.of(all, OutgoingOverride.NOTHING).trust())
                .satisfies(store -> assertThat(store.size()).isGreaterThan(50));
        assertThat(CertificateFiles.of(all, own).trust())
                .satisfies(store -> assertThat(store.size()).isEqualTo(1));
    }

    @Test
    void changedAuthorityIsUsed() throws Exception {
        TestCertificate certificate = TestCertificate.forLocalhost();
        Path ca = directory.resolve("ca.pem");
        Files.copy(TestCertificate.forAnotherHost().caFile(), ca);
        try (OutgoingServer mailgun = OutgoingServer.https(certificate.server());
                Daemon daemon =
                        start("outgoing: {ca-file: " + ca + "}", mailgun("a", "https://localhost:" + mailgun.port()))) {
            assertUnreachable(daemon.send("a"), "");
            Files.writeString(ca, "half a certific");
            ProviderHttpFactory factory = daemon.beans.getBean(ProviderHttpFactory.class);
            factory.reloadCertificates();
            assertUnreachable(daemon.send("a"), "");
            Files.copy(certificate.caFile(), ca, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(daemon.send("a")).isInstanceOf(Sent.class));
        }
    }

    @Test
    void clientCertificate() throws Exception {
        PemCertificate server = PemCertificate.make(directory, "server");
        PemCertificate client = PemCertificate.make(directory, "client", "RSA");
        server.writeTo(directory.resolve("server.pem"), directory.resolve("server.key"));
        client.writeTo(directory.resolve("client.pem"), directory.resolve("client.key"));
        String ca = "ca-file: " + directory.resolve("server.pem");
        String cert = "client-cert: " + directory.resolve("client.pem");
        String key = "client-key: " + directory.resolve("client.key");
        try (OutgoingServer mailgun = new OutgoingServer("127.0.0.1", server.trusting(client.certificate()), true);
                Daemon daemon = start(
                        "outgoing: {" + ca + "}",
                        mailgun("with", "https://localhost:" + mailgun.port(), cert, key),
                        mailgun("without", "https://localhost:" + mailgun.port()))) {
            assertThat(daemon.send("with")).isInstanceOf(Sent.class);
            assertThat(mailgun.certificates()).containsExactly("CN=client");
            assertThat(daemon.send("without")).isNotInstanceOf(Sent.class);
            assertThat(mailgun.certificates()).hasSize(1);
        }
    }

    @Test
    void sourceAddress() throws IOException {
        try (OutgoingServer mailgun = OutgoingServer.http();
                Daemon daemon = start(
                        "outgoing: {source-address: 127.0.0.9}",
                        mailgun("a", "http://localhost:" + mailgun.port()),
                        mailgun("b", "http://127.0.0.1:" + mailgun.port(), "source-address: 127.0.0.8"),
                        mailgun("c", "http://127.0.0.1:" + mailgun.port(), "source-address: none"))) {
            assertThat(daemon.send("a")).isInstanceOf(Sent.class);
            assertThat(daemon.send("b")).isInstanceOf(Sent.class);
            assertThat(daemon.send("c")).isInstanceOf(Sent.class);
            assertThat(mailgun.clients()).containsExactly("127.0.0.9", "127.0.0.8", "127.0.0.1");
        }
    }

    @Test
    void sourceAddressOfARelaysConnections() throws Exception {
        try (ServerSocket relay = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
                Daemon daemon =
                        start("outgoing: {source-address: 127.0.0.9}", smtp("a", "localhost", relay.getLocalPort()))) {
            daemon.start("a");
            relay.setSoTimeout(20_000);
            assertThat(relay.accept().getInetAddress().getHostAddress()).isEqualTo("127.0.0.9");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2001:db8::7  | 127.0.0.1 | source-address 2001:db8:0:0:0:0:0:7 is IPv6, but 127.0.0.1 has IPv4 addresses only
            203.0.113.7  | [::1]     | source-address 203.0.113.7 is IPv4, but
            203.0.113.7  | 127.0.0.1 | source-address 203.0.113.7 cannot be used: Cannot assign requested address
            """)
    void sourceAddressThatCannotReachTheHost(String source, String host, String reason) throws IOException {
        String setting = "source-address: \"" + source + "\"";
        String relay = host.replaceAll("[\\[\\]]", "");
        try (Daemon daemon = start("", mailgun("a", "http://" + host + ":9", setting), smtp("r", relay, 9, setting))) {
            assertUnreachable(daemon.send("a"), reason);
            assertUnreachable(daemon.send("r"), reason);
        }
    }

    @Test
    void ipv6Address() throws IOException {
        assumeTrue(hasIpv6(), "not tested: no IPv6");
        try (OutgoingServer mailgun = new OutgoingServer("::1", null, false);
                TunnelProxy proxy = TunnelProxy.to(mailgun.port());
                Daemon daemon = start(
                        "",
                        mailgun("a", "http://[::1]:" + mailgun.port()),
                        mailgun("b", "http://[::1]:" + mailgun.port(), "source-address: \"::1\""),
                        mailgun("c", "http://[2001:db8::9]", "proxy: \"http://127.0.0.1:" + proxy.port() + "\""))) {
            assertThat(daemon.send("a")).isInstanceOf(Sent.class);
            assertThat(daemon.send("b")).isInstanceOf(Sent.class);
            assertThat(mailgun.clients()).containsExactly("0:0:0:0:0:0:0:1", "0:0:0:0:0:0:0:1");
            daemon.send("c");
            assertThat(proxy.heard()).startsWith("CONNECT [2001:db8::9]:80 HTTP/1.1");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            proxy: proxy.example.com:3128            | proxy is not a URL; write a URL such as http://proxy.example.com:3128
            proxy: "https://u:s3cr3t@p.example.com:1"| proxy has the scheme https, which is not supported
            proxy: "socks5://u:s3cr3t@p:1"           | proxy has the scheme socks5, which is not supported
            proxy: "http://u:s3cr3t@p.example.com"   | proxy has no port from 1 to 65535
            proxy: "http://u:s3cr3t@p:3128/a"        | proxy is not a URL
            proxy: "http://u:s3cr3t@p:99999"         | proxy has no port from 1 to 65535
            proxy: "http://[1.2.3.4]:3128"           | proxy has brackets without an IPv6 address
            ca-file: /no/such/file                   | ca-file: /no/such/file: no such file
            client-cert: /no/such/file               | client-cert and client-key are needed together
            source-address: eth0                     | source-address is not an address
            source-address: 203.0.113.7/24           | source-address is not an address
            """)
    void wrongSettingsStopTheStart(String setting, String problem) {
        assertThatThrownBy(() -> start("", mailgun("a", "http://127.0.0.1", setting)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("providers.a: ")
                .hasMessageContaining(problem)
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> start("outgoing: {" + setting + "}", mailgun("a", "http://127.0.0.1")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("outgoing")
                .hasMessageContaining(problem)
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void onlyKindsWithANetworkHaveItsSettings() {
        assertThatThrownBy(() -> start("", "a: {kind: capture, proxy: none}"))
                .hasMessageContaining("providers.a.proxy: unknown setting");
        assertThatThrownBy(() -> start("", mailgun("a", "http://127.0.0.1", "no-proxy: [b]")))
                .hasMessageContaining("providers.a.no-proxy: unknown setting");
        assertThatThrownBy(() -> start("outgoing: {no-proxy: [\"host:80\"]}", mailgun("a", "http://127.0.0.1")))
                .hasMessageContaining("no-proxy: \"host:80\" is neither a host");
    }

    /** As of environment variables that are not set everywhere. */
    @Test
    void emptyValuesAreNoValues() throws IOException {
        try (OutgoingServer mailgun = OutgoingServer.http();
                Daemon daemon = start(
                        "outgoing: {proxy: \"${HTTPS_PROXY:}\", no-proxy: \"${NO_PROXY:}\", source-address: \"\"}",
                        mailgun("a", "http://127.0.0.1:" + mailgun.port(), "ca-file: \"\""))) {
            assertThat(daemon.send("a")).isInstanceOf(Sent.class);
        }
    }

    private static void assertUnreachable(Outcome outcome, String reason) {
        assertThat(outcome).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.cause()).isEqualTo(Cause.UNREACHABLE);
            assertThat(unavailable.reply().text()).contains(reason);
        });
    }

    /** The targets of a proxy's tunnels. */
    private static List<String> proxied(TunnelProxy proxy) {
        return proxy.heard()
                .lines()
                .filter(line -> line.startsWith("CONNECT "))
                .map(line -> line.split(" ")[1])
                .toList();
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static String mailgun(String name, String endpoint, String... settings) {
        return name + ": {kind: mailgun, api-key: k, domain: example.com, from: a@example.com, endpoint: \"" + endpoint
                + "\"" + more(settings) + "}";
    }

    private static String smtp(String name, String host, int port, String... settings) {
        return name + ": {kind: smtp, host: \"" + host + "\", port: " + port + ", from: a@example.com, ca-file: "
                + TestCertificate.forLocalhost().caFile() + ", username: " + FaultySmtpServer.USER + ", password: "
                + FaultySmtpServer.PASSWORD + more(settings) + "}";
    }

    private static String more(String... settings) {
        return Arrays.stream(settings).map(setting -> ", " + setting).collect(Collectors.joining());
    }

    private Daemon start(String settings, String... providers) throws IOException {
        Path file = Files.writeString(
                directory.resolve("config.yml"),
                settings + "\norder: ["
                        + Arrays.stream(providers)
                                .map(block -> block.substring(0, block.indexOf(':')))
                                .collect(Collectors.joining(", "))
                        + "]\nproviders:\n  " + String.join("\n  ", providers) + "\n");
        return new Daemon(Configuration.load(Map.of("CONFIG_FILE", file.toString()), directory, directory));
    }

    /** The beans that the daemon creates from a file. */
    private static final class Daemon implements AutoCloseable {

        final ApplicationContext beans;

        Daemon(Configuration configuration) {
            beans = ApplicationContext.builder()
                    .deduceEnvironment(false)
                    .environmentPropertySource(false)
                    .properties(configuration.properties())
                    .start();
            try {
                ProviderOrder.createAll(beans, configuration);
            } catch (RuntimeException e) {
                beans.close();
                throw e;
            }
        }

        CompletableFuture<Outcome> start(String name) {
            Provider provider = beans.getBean(Provider.class, Qualifiers.byName(Configuration.beanName(name)));
            Message message = Messages.to("ann@example.com");
            return provider.send(message, message.envelope(), Duration.ofSeconds(15))
                    .toCompletableFuture();
        }

        Outcome send(String name) {
            return start(name).join();
        }

        @Override
        public void close() {
            beans.close();
        }
    }
}
