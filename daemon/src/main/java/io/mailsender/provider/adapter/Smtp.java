package io.mailsender.provider.adapter;

import io.mailsender.config.Host;
import io.mailsender.config.SharedSettings;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Original;
import io.mailsender.oauth.MicrosoftCloud;
import io.mailsender.oauth.TokenVendor;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.CheckedProvider;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.OutgoingNetworkRegistry;
import io.mailsender.provider.OutgoingOverride;
import io.mailsender.provider.Pace;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.SenderPolicy;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server: a smarthost, or the submission service of a mail provider (RFC 5321, RFC 6409). {@link SmtpRefusal} says what a
 * refusal means, {@link SmtpTransaction} what a broken connection means.
 *
 * <pre>{@code
 * relay:
 *   kind: smtp
 *   host: smtp.example.com
 *   port: 587
 *   tls: starttls
 *   ca-file: /etc/ssl/example-ca.pem
 *   client-cert: /etc/mail-sender-daemon/client.pem
 *   client-key: /etc/mail-sender-daemon/client.key
 *   helo-name: mail.example.com
 *   username: mail-sender
 *   password: ${SMTP_PASSWORD}
 *   from: noreply@example.com
 *   from-domains: [example.com]
 *   bounce-address: bounces@mail.example.com
 *   max-connections: 10
 *   connect-timeout: 3s
 *   idle-timeout: 30s
 *   oauth2:
 *     vendor: microsoft
 *     tenant: example.onmicrosoft.com
 *     client-id: 00000000-0000-0000-0000-000000000000
 *     client-secret: ${OAUTH_CLIENT_SECRET}
 *     certificate-file: /etc/mail-sender-daemon/entra.pem
 *     key-file: /etc/mail-sender-daemon/entra.key
 *     cloud: global
 *     service-account-file: /etc/mail-sender-daemon/google.json
 *     refresh-token: ${OAUTH_REFRESH_TOKEN}
 *     token-endpoint: https://login.microsoftonline.com/example.onmicrosoft.com/oauth2/v2.0/token
 * }</pre>
 */
@EachBean(Smtp.Settings.class)
@SharedSettings(OutgoingOverride.PREFIX)
@Bean(preDestroy = "close")
public final class Smtp extends CheckedProvider implements AutoCloseable {

    private static final String KIND = "smtp";

    private final SmtpConnectionPool connections;
    private final AccountLookup account;
    private final Pace pace;
    private final SmtpReturnPath returnPath;

    @Inject
    Smtp(Settings settings, ProviderHttp http, OutgoingNetworkRegistry networks) {
        this(
                settings,
                new SmtpDialer(InetAddress::getAllByName, networks.other(settings.name())),
                SmtpListenerPool.LIMIT,
                SmtpOAuth2.of(settings, http));
    }

    /** For a server that is reached directly, without OAuth2. */
    public Smtp(Settings settings) {
        this(settings, new SmtpDialer(InetAddress::getAllByName), SmtpListenerPool.LIMIT, Optional.empty());
    }

    /** @param listenFor how long a late reply to the final dot is awaited, from the end of the timeout */
    Smtp(Settings settings, SmtpDialer dialer, Duration listenFor, Optional<SmtpOAuth2> oauth2) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()));
        this.pace = SmtpExchangeOnline.pace(settings.host());
        this.returnPath = new SmtpReturnPath(settings.bounceAddress());
        SmtpServer server = new SmtpServer(settings, dialer, oauth2);
        this.connections = new SmtpConnectionPool(settings, server, listenFor);
        this.account = SmtpTokenAccount.of(
                oauth2, new SmtpAccount(settings, server, senderPolicy().orElseThrow()));
    }

    @Override
    public Optional<AccountLookup> account() {
        return Optional.of(account);
    }

    @Override
    public Pace pace() {
        return pace;
    }

    @Override
    protected boolean takes(Original original, boolean whole) {
        return true;
    }

    @Override
    protected boolean takesInternationalized() {
        return true;
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        SmtpAttempt attempt = new SmtpAttempt(timeout);
        SmtpMessageSource source = new SmtpMessageSource(offered -> SmtpForm.of(message, sender, offered));
        // An attempt that still waits for a connection, or for a late reply, no longer needs the message.
        attempt.outcome().whenComplete((outcome, failure) -> source.forget());
        connections.run(
                attempt,
                (connection, running) ->
                        connection.send(returnPath.of(message, sender), envelope.recipients(), source, running));
        return attempt.outcome().thenApply(outcome -> SmtpRefusalLog.warned(name(), outcome));
    }

    @Override
    public void close() {
        connections.close();
    }

    /** The protection of a connection. */
    public enum Tls {
        /** STARTTLS (RFC 3207), port 587. A server that does not offer it is not used. */
        STARTTLS,
        /** TLS from the first byte (RFC 8314), port 465. */
        IMPLICIT,
        /** No TLS, to a relay on this machine only, port 25. */
        NONE,
        /** No TLS, to any host, port 25. */
        CLEAR_TEXT
    }

    /**
     * The settings of one server.
     *
     * @param port by default that of {@code tls}
     * @param caFile authorities (PEM) to trust instead of the Java runtime's
     * @param clientCert a client certificate (PEM)
     * @param clientKey its private key (PKCS #8, PEM)
     * @param heloName the daemon's name in EHLO; by default the domain of {@code from}
     * @param from the default sender address; the sender is also the return path, unless there is a {@code bounceAddress}
     * @param fromDomains domains at which any address may be the sender
     * @param bounceAddress where bounces are received; its local part gets the message's id ({@link SmtpReturnPath})
     * @param maxConnections how many messages can be sent at once; others wait. By default 10, or 3 for Exchange Online
     * @param connectTimeout for the TCP connection, within the attempt's own timeout
     * @param idleTimeout how long an unused connection is kept
     * @param oauth2 how to log in with a token for the mailbox {@code username}, instead of a password
     */
    @EachProperty("providers.smtp")
    public record Settings(
            String name,
            @Host @NotBlank String host,
            @Nullable @Min(1) @Max(65535) Integer port,
            @Bindable(defaultValue = "STARTTLS") Tls tls,
            @Nullable String caFile,
            @Nullable String clientCert,
            @Nullable String clientKey,
            @Nullable String heloName,
            @Nullable String username,
            @Nullable String password,
            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Nullable String bounceAddress,
            @Nullable @Min(1) Integer maxConnections,
            @Bindable(defaultValue = "3s") Duration connectTimeout,
            @Bindable(defaultValue = "30s") Duration idleTimeout,
            @Nullable OAuth2 oauth2) {

        /** @throws IllegalArgumentException if the settings contradict each other */
        public Settings {
            SmtpSettingsCheck.requireLogin(username, password, oauth2);
            SmtpSettingsCheck.requireTls(tls, host, clientCert, clientKey);
            SmtpSettingsCheck.requireNames(heloName, bounceAddress);
        }

        boolean hasOAuth2() {
            return oauth2 != null && oauth2.vendor() != null;
        }

        int maxConnectionsOrDefault() {
            return maxConnections == null ? SmtpExchangeOnline.connections(host) : maxConnections;
        }

        int portOrDefault() {
            if (port != null) {
                return port;
            }
            return switch (tls) {
                case STARTTLS -> 587;
                case IMPLICIT -> 465;
                case NONE, CLEAR_TEXT -> 25;
            };
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Smtp.Settings[name=" + name + ", host=" + host + ", tls=" + tls + "]";
        }

        /**
         * The block {@code oauth2}; off without a vendor. {@link SmtpOAuth2} says which settings belong together.
         *
         * @param cloud Microsoft's, by default the global one
         * @param tokenEndpoint replaces the vendor's
         */
        @Introspected
        @ConfigurationProperties("oauth2")
        public record OAuth2(
                @Nullable TokenVendor vendor,
                @Nullable String tenant,
                @Nullable String clientId,
                @Nullable String clientSecret,
                @Nullable String certificateFile,
                @Nullable String keyFile,
                @Nullable MicrosoftCloud cloud,
                @Nullable String serviceAccountFile,
                @Nullable String refreshToken,
                @Nullable URI tokenEndpoint) {

            public OAuth2 {
                SmtpSettingsCheck.requireVendor(vendor, tenant, clientId, serviceAccountFile);
            }

            /** Without the secrets. */
            @Override
            public String toString() {
                return "OAuth2[vendor=" + vendor + ", tenant=" + tenant + ", clientId=" + clientId + "]";
            }
        }
    }
}
