package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mailsender.message.EmailAddress;
import io.mailsender.oauth.TokenUnavailableException;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the server, opened for its first message and reused for later ones. Used by one thread at a time. It has no timeouts
 * of its own: {@link SmtpAttempt} closes the socket.
 */
final class SmtpConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);

    private final SmtpServer server;
    private @Nullable Socket socket;
    private @Nullable SmtpWire wire;
    private Map<String, String> extensions = Map.of();
    private boolean kept;
    private boolean clean;
    private boolean stale;
    private boolean mayQuit;
    private long idleSince;

    SmtpConnection(SmtpServer server) {
        this.server = server;
    }

    /**
     * Makes one attempt: at most one DATA.
     *
     * @param from {@code null} for the empty return path
     */
    Outcome send(
            @Nullable EmailAddress from, List<EmailAddress> recipients, SmtpMessageSource source, SmtpAttempt attempt) {
        clean = false;
        mayQuit = false;
        if (wire == null) {
            Optional<Outcome> refusal = open(attempt);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return transfer(Objects.requireNonNull(wire), from, recipients, source, attempt);
    }

    private Optional<Outcome> open(SmtpAttempt attempt) {
        Optional<SmtpLogin> login;
        Socket dialled;
        try {
            login = server.login(attempt.refusedLogin(), attempt.timeout());
            dialled = server.connect(attempt.timeout(), opened -> use(opened, attempt));
        } catch (IOException e) {
            return Optional.of(attempt.lost(describe(SmtpStep.CONNECTING, e)));
        } catch (TokenUnavailableException e) {
            return Optional.of(e.outcome());
        }
        SmtpWire fresh = new SmtpWire(dialled);
        wire = fresh;
        SmtpSessionOpener opener = new SmtpSessionOpener(server, fresh, login);
        try {
            Optional<Outcome> refusal = opener.run();
            extensions = opener.extensions();
            mayQuit = refusal.isPresent();
            stale = opener.isLoginRefused() && attempt.refuses(login.orElse(null));
            return refusal;
        } catch (IOException e) {
            return Optional.of(attempt.lost(describe(opener.step(), e)));
        }
    }

    private void use(Socket opened, SmtpAttempt attempt) {
        socket = opened;
        attempt.uses(opened);
    }

    private Outcome transfer(
            SmtpWire over,
            @Nullable EmailAddress from,
            List<EmailAddress> recipients,
            SmtpMessageSource source,
            SmtpAttempt attempt) {
        if (socket != null) {
            attempt.uses(socket);
        }
        SmtpTransaction transaction = new SmtpTransaction(over, extensions, attempt);
        Outcome outcome;
        boolean broken = false;
        try {
            outcome = transaction.run(from, recipients, source);
        } catch (IOException e) {
            broken = true;
            outcome = attempt.lost(describe(transaction.step(), e));
        }
        clean = transaction.isSent() && over.isQuiet();
        mayQuit = !broken && !transaction.isClosing() && !(outcome instanceof Unknown);
        boolean refusedAtMail = transaction.step() == SmtpStep.MAIL && !(outcome instanceof Sent);
        stale = kept
                && transaction.step().isBefore(SmtpStep.DATA)
                && (broken || transaction.isClosing() || refusedAtMail);
        return outcome;
    }

    /** Whether the server took the last message and nothing is left to read, so that the connection can be reused. */
    boolean isClean() {
        return clean;
    }

    /**
     * Whether a reused connection failed before DATA or refused MAIL, or a new one refused a token that was cached. The cause may be the
     * connection's age, its number of messages or an expired login, so another connection may succeed. No part of the message was sent.
     */
    boolean isStale() {
        return stale;
    }

    /** Marks the connection as idle. */
    void keep() {
        kept = true;
        mayQuit = true;
        idleSince = System.nanoTime();
    }

    boolean isIdleFor(Duration time) {
        return System.nanoTime() - idleSince >= time.toNanos();
    }

    /** Whether there is no unsolicited reply: usually 421 before the server closes, at worst a late reply to an earlier message. */
    boolean isQuiet() {
        return wire != null && wire.isQuiet();
    }

    /** Sends QUIT and closes without waiting for the reply, on which nothing depends. */
    void quit() {
        try (Socket closing = socket) {
            if (closing != null && wire != null && mayQuit) {
                wire.write("QUIT\r\n".getBytes(US_ASCII));
            }
        } catch (IOException e) {
            LOG.debug("SMTP connection did not close cleanly: {}", e.toString());
        }
    }

    static Reply describe(SmtpStep step, Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Reply.none("at " + step + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
}
