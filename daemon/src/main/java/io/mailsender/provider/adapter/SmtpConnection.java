package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mailsender.message.EmailAddress;
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
 * One connection: opened for its first mail, kept for the next. Used by one thread at a time. It has no timeouts of its own:
 * {@link SmtpAttempt} closes the socket.
 */
final class SmtpConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);

    private final SmtpServer server;
    private @Nullable Socket socket;
    private @Nullable SmtpWire wire;
    private Map<String, String> extensions = Map.of();
    private boolean kept;
    private boolean clean;
    private boolean worthAnother;
    private boolean mayQuit;
    private long idleSince;

    SmtpConnection(SmtpServer server) {
        this.server = server;
    }

    /** Makes one attempt: at most one DATA. */
    Outcome send(EmailAddress from, List<EmailAddress> recipients, SmtpMessageSource mail, SmtpAttempt attempt) {
        clean = false;
        mayQuit = false;
        if (wire == null) {
            Optional<Outcome> refusal = open(attempt);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return transfer(Objects.requireNonNull(wire), from, recipients, mail, attempt);
    }

    private Optional<Outcome> open(SmtpAttempt attempt) {
        Socket dialled;
        try {
            dialled = server.connect(attempt.timeout(), opened -> use(opened, attempt));
        } catch (IOException e) {
            return Optional.of(attempt.lost(describe(SmtpStep.CONNECTING, e)));
        }
        SmtpWire fresh = new SmtpWire(dialled);
        wire = fresh;
        SmtpSessionOpener opening = new SmtpSessionOpener(server, fresh);
        try {
            Optional<Outcome> refusal = opening.run();
            extensions = opening.extensions();
            mayQuit = refusal.isPresent();
            return refusal;
        } catch (IOException e) {
            return Optional.of(attempt.lost(describe(opening.step(), e)));
        }
    }

    private void use(Socket opened, SmtpAttempt attempt) {
        socket = opened;
        attempt.uses(opened);
    }

    private Outcome transfer(
            SmtpWire over, EmailAddress from, List<EmailAddress> recipients, SmtpMessageSource mail, SmtpAttempt attempt) {
        if (socket != null) {
            attempt.uses(socket);
        }
        SmtpTransaction transaction = new SmtpTransaction(over, extensions, attempt);
        Outcome outcome;
        boolean broken = false;
        try {
            outcome = transaction.run(from, recipients, mail);
        } catch (IOException e) {
            broken = true;
            outcome = attempt.lost(describe(transaction.step(), e));
        }
        clean = transaction.wentThrough() && over.isQuiet();
        mayQuit = !broken && !transaction.isClosing() && !(outcome instanceof Unknown);
        boolean refusedAtMail = transaction.step() == SmtpStep.MAIL && !(outcome instanceof Sent);
        worthAnother = kept
                && transaction.step().isBefore(SmtpStep.DATA)
                && (broken || transaction.isClosing() || refusedAtMail);
        return outcome;
    }

    /** Whether the message went through without a hitch, so that the next one may follow. */
    boolean isClean() {
        return clean;
    }

    /**
     * Whether a kept connection ended before DATA, or refused MAIL: that may be for its age, its number of mails or a login that ran
     * out, and a fresh one may not. Nothing of the message was handed over.
     */
    boolean isWorthAnother() {
        return worthAnother;
    }

    /** Leaves it open for the next message. */
    void keep() {
        kept = true;
        mayQuit = true;
        idleSince = System.nanoTime();
    }

    boolean isIdleFor(Duration time) {
        return System.nanoTime() - idleSince >= time.toNanos();
    }

    /** Whether the server said nothing unasked: mostly 421 before it closes, at worst an answer that came too late. */
    boolean isQuiet() {
        return wire != null && wire.isQuiet();
    }

    /** Says QUIT and closes; no reply is waited for, since nothing depends on it. */
    void quit() {
        try (Socket closing = socket) {
            if (closing != null && wire != null && mayQuit) {
                wire.write("QUIT\r\n".getBytes(US_ASCII));
            }
        } catch (IOException e) {
            LOG.debug("a connection could not be closed in order: {}", e.toString());
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
