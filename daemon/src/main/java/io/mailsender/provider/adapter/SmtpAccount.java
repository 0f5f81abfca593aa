package io.mailsender.provider.adapter;

import io.mailsender.common.DaemonThreadFactory;
import io.mailsender.oauth.TokenUnavailableException;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Reply;
import io.mailsender.provider.SenderPolicy;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;

/**
 * Looks up a relay over a connection of its own: EHLO, STARTTLS, AUTH, MAIL and RSET. It sends no RCPT and no DATA, so a
 * decision that the server makes only then is not seen.
 */
final class SmtpAccount implements AccountLookup {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A server that takes less than other providers usually do. */
    private static final long SMALL = 10_000_000;

    private final Smtp.Settings settings;
    private final SmtpServer server;
    private final SenderPolicy senders;
    private final DaemonThreadFactory threads;

    SmtpAccount(Smtp.Settings settings, SmtpServer server, SenderPolicy senders) {
        this.settings = settings;
        this.server = server;
        this.senders = senders;
        this.threads = new DaemonThreadFactory("smtp-check-" + settings.name());
    }

    @Override
    public Optional<String> spfInclude() {
        return SmtpSpf.include(settings.host());
    }

    @Override
    public boolean isSenderReturnPath() {
        return settings.bounceAddress() == null && !SmtpSpf.replacesReturnPath(settings.host());
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        CompletableFuture<List<Finding>> result = new CompletableFuture<>();
        AtomicReference<Socket> socket = new AtomicReference<>();
        threads.newThread(() -> {
                    try {
                        result.complete(check(socket));
                    } catch (RuntimeException e) {
                        result.completeExceptionally(e);
                    } finally {
                        close(socket);
                    }
                })
                .start();
        // The socket's thread ends when the socket closes.
        return result.completeOnTimeout(List.of(), TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
                .whenCompleteAsync((findings, failure) -> close(socket))
                .thenApply(findings -> {
                    if (findings.isEmpty()) {
                        throw new LookupFailedException(
                                Reply.none("no answer within " + TIMEOUT.toSeconds() + " s"), true);
                    }
                    return findings;
                });
    }

    private List<Finding> check(AtomicReference<Socket> socket) {
        SmtpStep step = SmtpStep.CONNECTING;
        SmtpSessionOpener opener = null;
        try {
            Optional<SmtpLogin> login = server.login(null, TIMEOUT);
            SmtpWire wire = new SmtpWire(server.connect(TIMEOUT, socket::set));
            opener = new SmtpSessionOpener(server, wire, login);
            Optional<Outcome> refusal = opener.run();
            step = opener.step();
            return refusal.isPresent()
                    ? List.of(refused(refusal.get().reply(), step))
                    : accepted(wire, opener.extensions(), login.isPresent());
        } catch (TokenUnavailableException e) {
            throw new LookupFailedException(e.outcome().reply(), true);
        } catch (IOException e) {
            SmtpStep at = opener == null ? step : opener.step();
            Reply reply = SmtpConnection.describe(at, e);
            if (at == SmtpStep.STARTTLS && isAboutCertificate(e)) {
                return List.of(
                        Finding.error(
                                Check.TLS,
                                "the server's certificate is not accepted " + reply.text(),
                                "set ca-file if the server has an authority of its own; host must be the name in its certificate"));
            }
            throw new LookupFailedException(reply, true);
        }
    }

    private static boolean isAboutCertificate(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static Finding refused(Reply reply, SmtpStep step) {
        if (reply.statusCode() >= 400 && reply.statusCode() < 500) {
            throw new LookupFailedException(reply, true);
        }
        String text = "the server refuses this daemon at " + step + ": "
                + (reply.statusCode() == 0 ? "" : reply.statusCode() + " ") + reply.text();
        return switch (step) {
            case AUTH ->
                Finding.error(
                        Check.LOGIN, text, "correct username and password, and the server's settings for the account");
            case STARTTLS -> Finding.error(Check.TLS, text, "use a port and a setting of tls that the server offers");
            default ->
                Finding.error(
                        Check.ACCOUNT, text, "ask the relay's operator to accept this machine; see also helo-name");
        };
    }

    private List<Finding> accepted(SmtpWire wire, Map<String, String> extensions, boolean loggedIn) throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                Check.LOGIN,
                loggedIn || server.hasClientCertificate()
                        ? "the server accepts the login"
                        : "the server accepts the connection; no login is configured"));
        if (wire.socket() instanceof SSLSocket secure) {
            findings.add(SmtpCertificate.finding(secure.getSession()));
        }
        size(extensions.getOrDefault("SIZE", "")).ifPresent(findings::add);
        findings.add(
                sender(wire.ask("MAIL FROM:<" + new SmtpReturnPath(settings.bounceAddress()).of(senders.own()) + ">")));
        wire.ask("RSET");
        wire.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        return findings;
    }

    private Finding sender(SmtpReply reply) {
        String answer = reply.code() + " " + reply.text();
        if (reply.isPositive()) {
            return Finding.ok(
                    Check.SENDER,
                    "the server accepts " + senders.own() + " at MAIL; some servers refuse a sender only later");
        }
        return reply.isPermanent()
                ? Finding.error(
                        Check.SENDER,
                        "the server refuses the sender " + senders.own() + ": " + answer,
                        "allow the account to send from this address at the server, or change from")
                : Finding.unknown(
                        Check.SENDER,
                        "the server does not decide about the sender " + senders.own() + " now: " + answer,
                        "run the check again");
    }

    private static Optional<Finding> size(String limit) {
        if (!limit.matches("[1-9]\\d{0,17}")) {
            return Optional.empty();
        }
        long bytes = Long.parseLong(limit);
        String text = "the server accepts messages up to " + bytes / 1000 + " kB";
        return Optional.of(
                bytes >= SMALL
                        ? Finding.ok(Check.ACCOUNT, text)
                        : Finding.warning(
                                Check.ACCOUNT,
                                text,
                                "larger messages go to the next provider; raise the server's limit"));
    }

    private static void close(AtomicReference<Socket> socket) {
        Socket used = socket.get();
        if (used != null) {
            try {
                used.close();
            } catch (IOException e) {
                // Nothing depends on it.
            }
        }
    }
}
