package io.mailsender.provider.adapter;

import io.mailsender.config.Host;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
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
 * Hands mail to an SMTP server: a smarthost or the submission service of a mail provider (RFC 5321, RFC 6409).
 *
 * <p>What a refusal means is in {@link SmtpRefusal}. The server vouches for a message with the reply to the final dot and with nothing
 * else, so what happened is told by how far the dialogue got: see {@link SmtpTransaction}. Addresses that are not ASCII need a server
 * with SMTPUTF8 (RFC 6531), which this adapter does not speak: UNSUPPORTED.
 */
@EachBean(Smtp.Settings.class)
@Bean(preDestroy = "close")
public final class Smtp implements Provider, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Smtp.class);

    private final Settings settings;
    private final SenderPolicy from;
    private final SmtpConnectionPool connections;

    @Inject
    public Smtp(Settings settings) {
        this(settings, InetAddress::getAllByName, SmtpListenerPool.LIMIT);
    }

    /**
     * @param listenFor how long an attempt waits for the answer to the final dot after its timeout
     */
    Smtp(Settings settings, SmtpDialer.Resolver resolver, Duration listenFor) {
        this.settings = settings;
        this.from = new SenderPolicy(settings.from(), settings.fromDomains());
        this.connections = new SmtpConnectionPool(settings, new SmtpServer(settings, new SmtpDialer(resolver)), listenFor);
        if (settings.tls() == Tls.CLEAR_TEXT) {
            LOG.warn(
                    "provider {}: mail and password go to {} in clear text; everyone on the way can read them",
                    settings.name(),
                    settings.host());
        }
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String kind() {
        return "smtp";
    }

    @Override
    public Optional<EmailAddress> sender() {
        return Optional.of(from.own());
    }

    @Override
    public CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
        SmtpAttempt attempt = new SmtpAttempt(timeout);
        Optional<Mailbox> sender = from.of(message);
        if (sender.isEmpty()) {
            attempt.complete(unsupported("this provider may not send from that domain"));
        } else if (message.isInternationalized() || sender.get().address().isInternationalized()) {
            attempt.complete(unsupported("an address that is not ASCII needs SMTPUTF8"));
        } else {
            SmtpMessageSource mail = new SmtpMessageSource(() -> Mime.write(message, sender.get()));
            // Who waits in line, or listens on for ten minutes, needs it no more.
            attempt.outcome().whenComplete((outcome, failure) -> mail.forget());
            EmailAddress address = sender.get().address();
            connections.run(
                    attempt, (connection, running) -> connection.send(address, envelope.recipients(), mail, running));
        }
        return attempt.outcome().thenApply(this::warned);
    }

    /** A refusal of the whole mail is reported by who asked; of some recipients only we know that it is about the account. */
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
                            "provider {}: took a mail, but not for all recipients, for a reason that concerns the account ({})",
                            settings.name(),
                            (reply.statusCode() + " " + reply.enhancedCode().orElse("")).strip()));
        }
        return outcome;
    }

    @Override
    public void close() {
        connections.close();
    }

    private static Outcome unsupported(String reason) {
        return new Unavailable(Cause.UNSUPPORTED, Reply.none(reason));
    }

    /** How a connection is protected. */
    public enum Tls {
        /** STARTTLS (RFC 3207), port 587; a server that does not offer it is not used. */
        STARTTLS,
        /** TLS from the first byte (RFC 8314), port 465. */
        IMPLICIT,
        /** None, to a relay on this machine, port 25. */
        NONE,
        /** None, to any host, port 25. */
        CLEAR_TEXT
    }

    /**
     * @param port by default the one of {@code tls}
     * @param caFile certificates (PEM) of the authorities to trust instead of the Java runtime's
     * @param clientCert the certificate (PEM) by which the server knows the daemon
     * @param clientKey its private key (PKCS #8, PEM)
     * @param heloName the name that the daemon gives of itself; by default the domain of {@code from}
     * @param from the sender address, also the return path
     * @param fromDomains domains of which any address may be the sender
     * @param maxConnections how many mails can be under way at once; others wait
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

        /**
         * @throws IllegalArgumentException where the settings contradict each other
         */
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
                        "tls: none is for a relay on this machine; tls: clear-text allows any host");
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

        @Override
        public String toString() {
            return "Smtp.Settings[name=" + name + ", host=" + host + ", tls=" + tls + "]";
        }
    }
}
