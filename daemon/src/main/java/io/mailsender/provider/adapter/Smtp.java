package io.mailsender.provider.adapter;

import io.mailsender.config.Host;
import io.mailsender.config.SharedSettings;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.CheckedProvider;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.OutgoingNetworkRegistry;
import io.mailsender.provider.OutgoingOverride;
import io.mailsender.provider.SenderPolicy;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 *   max-connections: 10
 *   connect-timeout: 3s
 *   idle-timeout: 30s
 * }</pre>
 */
@EachBean(Smtp.Settings.class)
@SharedSettings(OutgoingOverride.PREFIX)
@Bean(preDestroy = "close")
public final class Smtp extends CheckedProvider implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Smtp.class);
    private static final String KIND = "smtp";

    private final SmtpConnectionPool connections;
    private final AccountLookup account;

    /** For a server that is reached directly. */
    public Smtp(Settings settings) {
        this(settings, InetAddress::getAllByName, SmtpListenerPool.LIMIT);
    }

    @Inject
    Smtp(Settings settings, OutgoingNetworkRegistry networks) {
        this(
                settings,
                new SmtpDialer(InetAddress::getAllByName, networks.other(settings.name())),
                SmtpListenerPool.LIMIT);
    }

    Smtp(Settings settings, SmtpDialer.Resolver resolver, Duration listenFor) {
        this(settings, new SmtpDialer(resolver), listenFor);
    }

    /** @param listenFor how long a late reply to the final dot is awaited, from the end of the timeout */
    Smtp(Settings settings, SmtpDialer dialer, Duration listenFor) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()));
        SmtpServer server = new SmtpServer(settings, dialer);
        this.connections = new SmtpConnectionPool(settings, server, listenFor);
        this.account = new SmtpAccount(settings, server, senderPolicy().orElseThrow());
        if (settings.tls() == Tls.CLEAR_TEXT) {
            LOG.warn(
                    "provider {}: messages and password go to {} in clear text; anyone on the network path can read them",
                    settings.name(),
                    settings.host());
        }
    }

    @Override
    public Optional<AccountLookup> account() {
        return Optional.of(account);
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        SmtpAttempt attempt = new SmtpAttempt(timeout);
        SmtpMessageSource source = new SmtpMessageSource(() -> Mime.write(message, sender));
        // An attempt that still waits for a connection, or for a late reply, no longer needs the message.
        attempt.outcome().whenComplete((outcome, failure) -> source.forget());
        connections.run(
                attempt,
                (connection, running) -> connection.send(sender.address(), envelope.recipients(), source, running));
        return attempt.outcome().thenApply(this::warned);
    }

    /** Logs a refusal of some recipients that concerns the account. Failover sees only that the message is sent. */
    private Outcome warned(Outcome outcome) {
        if (outcome instanceof Unknown unknown && unknown.late() != null) {
            unknown.late().thenAccept(this::warned);
        }
        if (outcome instanceof Sent sent) {
            sent.refused().values().stream()
                    .filter(refusal -> refusal instanceof Unavailable u && u.cause() == Cause.ACCOUNT)
                    .map(Outcome::reply)
                    .findFirst()
                    .ifPresent(reply -> LOG.warn(
                            "provider {}: accepted a message but refused some recipients for a reason that concerns the account ({})",
                            name(),
                            (reply.statusCode() + " " + reply.enhancedCode().orElse("")).strip()));
        }
        return outcome;
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
     * @param caFile certificates (PEM) of the authorities to trust instead of the Java runtime's
     * @param clientCert a client certificate (PEM)
     * @param clientKey its private key (PKCS #8, PEM)
     * @param heloName the daemon's name in EHLO; by default the domain of {@code from}
     * @param from the default sender address; the sender is also the return path
     * @param fromDomains domains at which any address may be the sender
     * @param maxConnections how many messages can be sent at once; others wait
     * @param connectTimeout for the TCP connection, within the attempt's own timeout
     * @param idleTimeout how long an unused connection is kept
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
            @Bindable(defaultValue = "10") @Min(1) int maxConnections,
            @Bindable(defaultValue = "3s") Duration connectTimeout,
            @Bindable(defaultValue = "30s") Duration idleTimeout) {

        /** @throws IllegalArgumentException if the settings contradict each other */
        public Settings {
            if ((username == null || username.isBlank()) != (password == null || password.isBlank())) {
                throw new IllegalArgumentException("username and password are needed together");
            }
            if ((clientCert == null) != (clientKey == null)) {
                throw new IllegalArgumentException("client-cert and client-key are needed together");
            }
            if (clientCert != null && (tls == Tls.NONE || tls == Tls.CLEAR_TEXT)) {
                throw new IllegalArgumentException("client-cert needs tls: starttls or implicit");
            }
            if (heloName != null) {
                SmtpHeloName.require(heloName);
            }
            if (tls == Tls.NONE && !isLoopback(host)) {
                throw new IllegalArgumentException(
                        "tls: none is for a relay on this machine; use tls: clear-text for another host");
            }
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

        private static boolean isLoopback(String host) {
            return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Smtp.Settings[name=" + name + ", host=" + host + ", tls=" + tls + "]";
        }
    }
}
