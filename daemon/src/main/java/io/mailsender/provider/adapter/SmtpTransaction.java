package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message over an open connection: MAIL, a RCPT for each recipient, at most one DATA. The server takes responsibility only
 * with its reply to the final dot (RFC 5321, section 4.2.5), so {@link #step()} shows what a broken connection means.
 */
final class SmtpTransaction {

    private final SmtpWire wire;
    private final Map<String, String> extensions;
    private final SmtpAttempt attempt;
    private final SmtpRecipientTracker recipients = new SmtpRecipientTracker();
    private SmtpStep step = SmtpStep.MAIL;
    private boolean sent;
    private boolean closing;

    SmtpTransaction(SmtpWire wire, Map<String, String> extensions, SmtpAttempt attempt) {
        this.wire = wire;
        this.extensions = extensions;
        this.attempt = attempt;
    }

    SmtpStep step() {
        return step;
    }

    /** Whether the server took the message. */
    boolean isSent() {
        return sent;
    }

    /** Whether the server announced that it closes the connection. */
    boolean isClosing() {
        return closing;
    }

    Outcome run(@Nullable EmailAddress from, List<EmailAddress> to, SmtpMessageSource source) throws IOException {
        SmtpForm form = source.form(extensions.keySet());
        if (form.obstacle() != null) {
            return new Unavailable(Cause.UNSUPPORTED, Reply.none(form.obstacle()));
        }
        int length = form.bytes().length;
        String limit = extensions.getOrDefault("SIZE", "");
        if (limit.matches("[1-9]\\d{0,17}") && Long.parseLong(limit) < length) {
            return new Unavailable(
                    Cause.UNSUPPORTED, Reply.none("the message has " + length + " bytes; the server accepts " + limit));
        }
        String size = extensions.containsKey("SIZE") ? " SIZE=" + length : "";
        SmtpReply sender =
                ask(SmtpStep.MAIL, "MAIL FROM:<" + (from == null ? "" : from) + ">" + size + form.parameters());
        if (!sender.isPositive()) {
            return refusal(sender);
        }
        Outcome full = null;
        for (EmailAddress recipient : to) {
            if (full != null) {
                // Servers close a connection after too many errors.
                recipients.refused(recipient, full);
                continue;
            }
            SmtpReply rcpt = ask(SmtpStep.RCPT, "RCPT TO:<" + recipient + ">");
            if (rcpt.isPositive()) {
                recipients.accepted();
            } else if (closing || rcpt.isIntermediate()) {
                return recipients.with(refusal(rcpt));
            } else {
                Outcome refusal = refusal(rcpt);
                recipients.refused(recipient, refusal);
                full = refusal instanceof Unavailable u && u.cause() == Cause.OVERFLOW ? refusal : null;
            }
        }
        return recipients.acceptedCount() == 0 ? recipients.noneAccepted() : recipients.with(data(form));
    }

    private Outcome data(SmtpForm form) throws IOException {
        SmtpReply go = ask(SmtpStep.DATA, "DATA");
        if (!go.isIntermediate()) {
            return refusal(go);
        }
        step = SmtpStep.BODY;
        SmtpBodyWriter body = new SmtpBodyWriter(wire);
        try {
            body.write(form.bytes());
            if (!attempt.finalDot()) {
                return attempt.lost(Reply.none("timeout before the final dot"));
            }
            body.end();
        } catch (IOException e) {
            // The dot did not leave, so the message is not sent, although the attempt's phase may be FINAL_DOT.
            return brokenInBody(e);
        }
        step = SmtpStep.FINAL_DOT;
        SmtpReply dot = wire.read();
        if (dot.isPositive()) {
            sent = true;
            return new Sent(dot.toReply(), SmtpQueueId.in(dot), recipients.refused());
        }
        closing = dot.isClosing();
        return refusal(dot);
    }

    /** A server that stops reading may have sent a refusal before it closed. */
    private Outcome brokenInBody(IOException broken) {
        closing = true;
        try {
            return refusal(wire.refusalBefore(broken), SmtpStep.BODY);
        } catch (IOException e) {
            return new Unavailable(Cause.UNREACHABLE, SmtpConnection.describe(step, e));
        }
    }

    private SmtpReply ask(SmtpStep next, String command) throws IOException {
        step = next;
        SmtpReply reply = wire.ask(command);
        closing = reply.isClosing();
        return reply;
    }

    /** The outcome of a reply with which the dialogue cannot continue. */
    private Outcome refusal(SmtpReply reply) {
        if (reply.isRefusal()) {
            return refusal(reply, step);
        }
        closing = true;
        return attempt.lost(Reply.none("unexpected SMTP reply at " + step + ": " + reply.code() + " " + reply.text()));
    }

    private Outcome refusal(SmtpReply reply, SmtpStep at) {
        if (SmtpRefusal.judgesTheOnlyOne(reply, at, recipients.acceptedCount())) {
            recipients.onlyOneJudged();
        }
        return SmtpRefusal.of(reply, at, recipients.acceptedCount());
    }
}
