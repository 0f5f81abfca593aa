package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.SmtpFixture.ADA;
import static io.mailsender.provider.adapter.SmtpFixture.message;
import static io.mailsender.provider.adapter.SmtpFixture.send;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.mailsender.common.Rate;
import io.mailsender.oauth.MicrosoftCloud;
import io.mailsender.oauth.TokenVendor;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.mailsender.testing.TestCertificate;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpSettingsTest {

    private static final Map<String, Object> MINIMAL = Map.of(
            "providers.smtp.relay.name",
            "my_relay",
            "providers.smtp.relay.host",
            "smtp.example.com",
            "providers.smtp.relay.from",
            "a@example.org");

    @Test
    void hasDefaults() {
        Smtp.Settings settings = read(MINIMAL);

        assertThat(settings.name()).isEqualTo("my_relay");
        assertThat(settings.tls()).isEqualTo(Smtp.Tls.STARTTLS);
        assertThat(settings.portOrDefault()).isEqualTo(587);
        assertThat(settings.maxConnectionsOrDefault()).isEqualTo(10);
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"starttls,587", "implicit,465", "clear-text,25"})
    void takesThePortFromTls(String tls, int port) {
        assertThat(read(and("tls", tls)).portOrDefault()).isEqualTo(port);
    }

    @Test
    void hasAProviderForEachBlock() throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer(Security.STARTTLS, TestCertificate.forLocalhost());
                ApplicationContext context = ApplicationContext.run(Map.of(
                        "providers.smtp.relay.name",
                        "my_relay",
                        "providers.smtp.relay.host",
                        "localhost",
                        "providers.smtp.relay.port",
                        server.port(),
                        "providers.smtp.relay.ca-file",
                        TestCertificate.forLocalhost().caFile().toString(),
                        "providers.smtp.relay.username",
                        FaultySmtpServer.USER,
                        "providers.smtp.relay.password",
                        FaultySmtpServer.PASSWORD,
                        "providers.smtp.relay.from",
                        "sender@example.org",
                        "providers.smtp.relay.from-domains",
                        List.of("example.net")))) {
            Smtp smtp = context.getBeansOfType(Smtp.class).iterator().next();

            assertThat(smtp.name()).isEqualTo("my_relay");
            assertThat(smtp.kind()).isEqualTo("smtp");
            assertThat(send(smtp, message(ADA))).isInstanceOf(Sent.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "host, '', host",
        "from, '', from",
        "port, 0, port",
        "port, 65536, port",
        "max-connections, 0, maxConnections",
        "tls, none, tls: none is for a relay on this machine",
        "username, someone, username and password are needed together",
        "client-cert, /c.pem, client-cert and client-key are needed together",
        "helo-name, a b, 'helo-name a b: give a host name, or an address in brackets'",
        "helo-name, -a.example, give a host name",
        "helo-name, a..example, give a host name",
        "helo-name, a.example., give a host name",
        "helo-name, 192.0.2.1, 'give a host name, or an address in brackets, such as [192.0.2.1]'",
        "helo-name, b\u00fccher.example, give a host name",
    })
    void refusesInvalidSettings(String key, String value, String reason) {
        assertThat(catchThrowable(() -> read(and(key, value))))
                .isInstanceOf(BeanContextException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.2", "::1"})
    void allowsNoTlsOnThisMachine(String host) {
        Map<String, Object> settings = and("tls", "none");
        settings.put("providers.smtp.relay.host", host);

        assertThat(read(settings).tls()).isEqualTo(Smtp.Tls.NONE);
    }

    @ParameterizedTest
    @CsvSource({"smtp.office365.com,3", "SMTP.Office365.com,3", "smtp-mail.outlook.com,3", "smtp.gmail.com,10"})
    void opensFewConnectionsToExchangeOnline(String host, int connections) {
        Map<String, Object> settings = and("host", host);
        assertThat(read(settings).maxConnectionsOrDefault()).isEqualTo(connections);
        settings.put("providers.smtp.relay.max-connections", 7);
        assertThat(read(settings).maxConnectionsOrDefault()).isEqualTo(7);
        try (Smtp smtp = new Smtp(read(settings))) {
            assertThat(smtp.pace().rate()).isEqualTo(connections == 3 ? Rate.parse("30/m") : null);
        }
    }

    @Test
    void readsTheBlockOAuth2() {
        assertThat(read(MINIMAL).hasOAuth2()).isFalse();
        Map<String, Object> settings = and("username", "noreply@example.com");
        settings.put("providers.smtp.relay.oauth2.vendor", "microsoft");
        settings.put("providers.smtp.relay.oauth2.tenant", "example.onmicrosoft.com");
        settings.put("providers.smtp.relay.oauth2.client-id", "an-id");
        settings.put("providers.smtp.relay.oauth2.client-secret", "s3cret");
        settings.put("providers.smtp.relay.oauth2.cloud", "us-government");

        Smtp.Settings read = read(settings);

        assertThat(read.hasOAuth2()).isTrue();
        assertThat(read.oauth2())
                .isEqualTo(new Smtp.Settings.OAuth2(
                        TokenVendor.MICROSOFT,
                        "example.onmicrosoft.com",
                        "an-id",
                        "s3cret",
                        null,
                        null,
                        MicrosoftCloud.US_GOVERNMENT,
                        null,
                        null,
                        null));
        assertThat(read.oauth2().toString()).doesNotContain("s3cret");
    }

    @Test
    void twoServersHaveTheirOwnBlocks() {
        Map<String, Object> settings = and("username", "noreply@example.com");
        settings.put("providers.smtp.relay.oauth2.vendor", "google");
        settings.put("providers.smtp.other.name", "other");
        settings.put("providers.smtp.other.host", "smtp.example.com");
        settings.put("providers.smtp.other.from", "a@example.org");
        try (ApplicationContext context = ApplicationContext.run(settings)) {
            assertThat(context.getBean(Smtp.Settings.class, Qualifiers.byName("relay"))
                            .hasOAuth2())
                    .isTrue();
            assertThat(context.getBean(Smtp.Settings.class, Qualifiers.byName("other"))
                            .hasOAuth2())
                    .isFalse();
        }
    }

    @Test
    void refusesACaFileWithoutCertificates() {
        Smtp.Settings s = settings(1, Smtp.Tls.STARTTLS, null, null);
        Smtp.Settings missing = new Smtp.Settings(
                s.name(),
                s.host(),
                s.port(),
                s.tls(),
                "/nowhere/ca.pem",
                null,
                null,
                null,
                null,
                null,
                s.from(),
                null,
                null,
                1,
                s.connectTimeout(),
                s.idleTimeout(),
                null);

        assertThatIllegalArgumentException().isThrownBy(() -> new Smtp(missing)).withMessageContaining("ca-file");
    }

    @Test
    void hidesThePassword() {
        assertThat(settings(1, Smtp.Tls.STARTTLS, "someone", "s3cret").toString())
                .doesNotContain("s3cret");
    }

    private static Map<String, Object> and(String key, String value) {
        Map<String, Object> settings = new HashMap<>(MINIMAL);
        settings.put("providers.smtp.relay." + key, value);
        return settings;
    }

    private static Smtp.Settings read(Map<String, Object> properties) {
        try (ApplicationContext context = ApplicationContext.run(properties)) {
            return context.getBean(Smtp.Settings.class, Qualifiers.byName("relay"));
        }
    }
}
