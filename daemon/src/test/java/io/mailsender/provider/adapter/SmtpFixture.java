package io.mailsender.provider.adapter;

import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.mailsender.testing.TestCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings and messages for the tests of {@link Smtp}. */
final class SmtpFixture {

    static final EmailAddress ADA = EmailAddress.parse("ada@example.com");
    static final EmailAddress REFUSED = EmailAddress.parse("refused@example.com");
    static final Duration PLENTY = Duration.ofSeconds(20);

    private SmtpFixture() {}

    static Smtp.Settings settings(int port, Smtp.Tls tls, @Nullable String username, @Nullable String password) {
        return new Smtp.Settings(
                "relay",
                "localhost",
                port,
                tls,
                TestCertificate.forLocalhost().caFile().toString(),
                null,
                null,
                null,
                username,
                password,
                "sender@example.org",
                List.of("example.net"),
                null,
                2,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                null);
    }

    static Smtp.Settings settings(FaultySmtpServer server, Security security) {
        Smtp.Tls tls = switch (security) {
            case NONE -> Smtp.Tls.NONE;
            case STARTTLS -> Smtp.Tls.STARTTLS;
            case IMPLICIT_TLS -> Smtp.Tls.IMPLICIT;
        };
        return settings(server.port(), tls, FaultySmtpServer.USER, FaultySmtpServer.PASSWORD);
    }

    static Smtp.Settings trusting(TestCertificate authority, Smtp.Settings s) {
        return with(s, authority.caFile().toString(), null, null, null, s.idleTimeout());
    }

    static Smtp.Settings named(@Nullable String heloName, Smtp.Settings s) {
        return with(s, s.caFile(), null, null, heloName, s.idleTimeout());
    }

    static Smtp.Settings idleFor(Duration idleTimeout, Smtp.Settings s) {
        return with(s, s.caFile(), null, null, null, idleTimeout);
    }

    static Smtp.Settings bouncingTo(String bounceAddress, Smtp.Settings s) {
        return new Smtp.Settings(
                s.name(),
                s.host(),
                s.port(),
                s.tls(),
                s.caFile(),
                null,
                null,
                null,
                s.username(),
                s.password(),
                s.from(),
                s.fromDomains(),
                bounceAddress,
                s.maxConnections(),
                s.connectTimeout(),
                s.idleTimeout(),
                null);
    }

    /** With {@code client.pem} and {@code client.key} in a folder, for a server with {@code server.pem}. */
    static Smtp.Settings presenting(Path folder, Smtp.Settings s) {
        return with(
                s,
                folder.resolve("server.pem").toString(),
                folder.resolve("client.pem").toString(),
                folder.resolve("client.key").toString(),
                null,
                s.idleTimeout());
    }

    private static Smtp.Settings with(
            Smtp.Settings s,
            @Nullable String caFile,
            @Nullable String clientCert,
            @Nullable String clientKey,
            @Nullable String heloName,
            Duration idleTimeout) {
        return new Smtp.Settings(
                s.name(),
                s.host(),
                s.port(),
                s.tls(),
                caFile,
                clientCert,
                clientKey,
                heloName,
                s.username(),
                s.password(),
                s.from(),
                s.fromDomains(),
                s.bounceAddress(),
                s.maxConnections(),
                s.connectTimeout(),
                idleTimeout,
                s.oauth2());
    }

    static Message message(EmailAddress... to) {
        return message("Hello\r\n.\r\n.dotted\r\nbye", to);
    }

    static Message message(String text, EmailAddress... to) {
        return new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.parse("2026-03-01T10:00:00Z"),
                new Originator("Sender", null, List.of()),
                new Destination(
                        Stream.of(to).map(address -> new Mailbox(null, address)).toList(), List.of(), List.of()),
                new Content("Subject", text, null, List.of()),
                Extras.NONE);
    }

    static Outcome send(Smtp smtp, Message message) throws Exception {
        return send(smtp, message, PLENTY);
    }

    /** Fails if the outcome does not come soon after the timeout. */
    static Outcome send(Smtp smtp, Message message, Duration timeout) throws Exception {
        return smtp.send(message, message.envelope(), timeout)
                .toCompletableFuture()
                .get(timeout.toSeconds() + 20, TimeUnit.SECONDS);
    }
}
