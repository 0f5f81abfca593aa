package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.angus.mail.smtp.SMTPOutputStream;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection and the dialogue on it. Angus Mail does what is the same for everybody (greeting, EHLO, STARTTLS, AUTH, reading
 * replies, dot-stuffing); MAIL, RCPT and DATA are issued here one by one, not by its {@code sendMessage}, because what a reply or a
 * broken connection means depends on where it happened, and its exceptions do not say.
 *
 * <p>Used by one thread at a time. It has no timeouts of its own: {@link SmtpAttempt} closes the socket.
 */
final class SmtpConnection extends SMTPTransport {

    private enum Step {
        OPENING,
        MAIL,
        RCPT,
        DATA,
        BODY,
        FINAL_DOT
    }

    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);

    private final SmtpServer server;
    private final Socket socket = new SmtpSocket();
    private Step step = Step.OPENING;
    private boolean kept;
    private boolean gone;
    private boolean clean;
    private long idleSince;

    SmtpConnection(SmtpServer server) {
        super(server.session(), server.url());
        this.server = server;
    }

    /** Makes one attempt: at most one DATA. */
    synchronized Outcome send(EmailAddress from, List<EmailAddress> recipients, byte[] message, SmtpAttempt attempt) {
        clean = false;
        attempt.uses(socket);
        try {
            if (!kept) {
                open(attempt.timeout());
            }
            return transfer(from, recipients, message, attempt);
        } catch (AuthenticationFailedException e) {
            return notAuthenticated(attempt);
        } catch (MessagingException | IOException e) {
            gone = true;
            SmtpReply reply = lastReply();
            if (step == Step.OPENING && reply.isClosing()) {
                return reply.refusal();
            }
            return attempt.lost(step == Step.OPENING && reply.isRefusal() ? reply.toReply() : describe(e));
        }
    }

    /** Whether the message went through without a hitch, so that the next one may follow. */
    boolean isClean() {
        return clean;
    }

    /** Whether a kept connection broke before DATA, so that nothing of the message was handed over. */
    boolean wasClosedByServer() {
        return kept && gone && step.compareTo(Step.DATA) < 0;
    }

    /** Leaves it open for the next message. */
    void keep() {
        kept = true;
        idleSince = System.nanoTime();
    }

    boolean isIdleFor(Duration time) {
        return System.nanoTime() - idleSince >= time.toNanos();
    }

    /** Whether the server said something unasked: mostly 421 before it closes, at worst an answer that came too late. */
    boolean hasUnaskedInput() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Says QUIT and closes; no reply is waited for, since nothing depends on it. */
    void quit() {
        try {
            close();
            socket.close();
        } catch (MessagingException | IOException e) {
            LOG.debug("a connection could not be closed in order: {}", e.toString());
        }
    }

    /** RSET is left out: Angus Mail sends it after a refusal and loses the refusal where the server has hung up; we hang up too. */
    @Override
    public synchronized void issueCommand(String command, int expected) throws MessagingException {
        if (!command.equals("RSET")) {
            super.issueCommand(command, expected);
        }
    }

    private void open(Duration timeout) throws MessagingException, IOException {
        connect(server.connect(socket, timeout));
        if (server.needsLogin() && !supportsExtension("AUTH")) {
            throw new AuthenticationFailedException();
        }
    }

    private Outcome transfer(EmailAddress from, List<EmailAddress> recipients, byte[] message, SmtpAttempt attempt)
            throws MessagingException, IOException {
        String limit = getExtensionParameter("SIZE");
        if (limit != null && limit.matches("[1-9]\\d{0,17}") && Long.parseLong(limit) < message.length) {
            return new Unavailable(
                    Cause.UNSUPPORTED,
                    Reply.none("the message has " + message.length + " bytes, the server takes " + limit));
        }
        SmtpReply mail =
                command(Step.MAIL, "MAIL FROM:<" + from + ">" + (limit == null ? "" : " SIZE=" + message.length));
        if (!mail.isPositive()) {
            return mail.isRefusal() ? mail.refusalOfSender() : unreadable(mail, attempt);
        }
        Map<EmailAddress, Outcome> refused = new LinkedHashMap<>();
        for (EmailAddress recipient : recipients) {
            SmtpReply rcpt = command(Step.RCPT, "RCPT TO:<" + recipient + ">");
            if (rcpt.isClosing()) {
                return rcpt.refusal();
            }
            if (rcpt.isRefusal()) {
                refused.put(recipient, rcpt.refusal());
            } else if (!rcpt.isPositive()) {
                return unreadable(rcpt, attempt);
            }
        }
        return refused.size() == recipients.size() ? nobody(refused.values()) : data(message, refused, attempt);
    }

    private Outcome data(byte[] message, Map<EmailAddress, Outcome> refused, SmtpAttempt attempt)
            throws MessagingException, IOException {
        step = Step.DATA;
        SMTPOutputStream body;
        try {
            body = (SMTPOutputStream) data();
        } catch (SMTPSendFailedException e) {
            SmtpReply reply = lastReply();
            return reply.isRefusal() ? reply.refusal() : unreadable(reply, attempt);
        }
        step = Step.BODY;
        body.write(message);
        body.ensureAtBOL();
        if (!attempt.finalDot()) {
            return attempt.lost(Reply.none("the time was over before the final dot"));
        }
        try {
            // The rest of the body and the dot are one write: where it throws, the kernel did not accept its last
            // bytes, and in TLS the record stays incomplete, so the server has seen no dot.
            sendCommand(".");
        } catch (MessagingException e) {
            return new Unavailable(Cause.UNREACHABLE, describe(e));
        }
        step = Step.FINAL_DOT;
        SmtpReply dot = SmtpReply.of(readServerResponse(), getLastServerResponse());
        if (dot.isPositive()) {
            clean = true;
            return new Sent(dot.toReply(), dot.queueId(), refused);
        }
        return dot.isRefusal() ? dot.refusal() : unreadable(dot, attempt);
    }

    /**
     * No recipient was taken. Where all are refused for good the message is at fault; where only one was put off, another provider
     * may still reach that one.
     */
    private static Outcome nobody(Collection<Outcome> refusals) {
        return refusals.stream()
                .filter(outcome -> !(outcome instanceof Rejected))
                .findFirst()
                .orElseGet(() -> refusals.iterator().next());
    }

    private SmtpReply command(Step next, String command) throws MessagingException {
        step = next;
        SmtpReply reply = SmtpReply.of(simpleCommand(command), getLastServerResponse());
        gone = reply.isClosing();
        return reply;
    }

    private SmtpReply lastReply() {
        return SmtpReply.of(getLastReturnCode(), getLastServerResponse());
    }

    private Outcome unreadable(SmtpReply reply, SmtpAttempt attempt) {
        gone = true;
        return attempt.lost(Reply.none("no SMTP reply at " + step + ": " + reply.text()));
    }

    /** RFC 4954, section 6: 454 is a passing trouble of the server's own, all other refusals are about the credentials. */
    private Outcome notAuthenticated(SmtpAttempt attempt) {
        SmtpReply reply = lastReply();
        if (reply.isRefusal()) {
            return new Unavailable(reply.code() < 500 ? Cause.THROTTLED : Cause.ACCOUNT, reply.toReply());
        }
        return reply.isPositive()
                ? new Unavailable(Cause.ACCOUNT, Reply.none("the server offers no AUTH mechanism that we have"))
                : attempt.lost(Reply.none("the connection broke at AUTH"));
    }

    private Reply describe(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Reply.none("at " + step + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
}
