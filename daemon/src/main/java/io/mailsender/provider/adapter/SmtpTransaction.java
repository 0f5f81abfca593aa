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

/**
 * One mail over an open connection: MAIL, a RCPT for each recipient, at most one DATA. The server vouches for the mail with the reply
 * to the final dot and with nothing else, so {@link #step()} tells what a broken connection means.
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

    /** Whether the server took the mail, so that the connection is good for another. */
    boolean wentThrough() {
        return sent;
    }

    /** Whether the server announced that it closes the connection. */
    boolean isClosing() {
        return closing;
    }

    Outcome run(EmailAddress from, List<EmailAddress> to, SmtpMessageSource mail) throws IOException {
        int length = mail.bytes().length;
        String limit = extensions.getOrDefault("SIZE", "");
        if (limit.matches("[1-9]\\d{0,17}") && Long.parseLong(limit) < length) {
            return new Unavailable(
                    Cause.UNSUPPORTED, Reply.none("the message has " + length + " bytes, the server takes " + limit));
        }
        String size = extensions.containsKey("SIZE") ? " SIZE=" + length : "";
        SmtpReply sender = ask(SmtpStep.MAIL, "MAIL FROM:<" + from + ">" + size);
        if (!sender.isPositive()) {
            return refusal(sender);
        }
        Outcome full = null;
        for (EmailAddress recipient : to) {
            if (full != null) {
                // More such commands could be more errors than the server bears with.
                recipients.refused(recipient, full);
                continue;
            }
            SmtpReply rcpt = ask(SmtpStep.RCPT, "RCPT TO:<" + recipient + ">");
            if (rcpt.isPositive()) {
                recipients.taken();
            } else if (closing || rcpt.isIntermediate()) {
                return recipients.with(refusal(rcpt));
            } else {
                Outcome refusal = refusal(rcpt);
                recipients.refused(recipient, refusal);
                full = refusal instanceof Unavailable u && u.cause() == Cause.OVERFLOW ? refusal : null;
            }
        }
        return recipients.takenCount() == 0 ? recipients.noneTaken() : recipients.with(data(mail));
    }

    private Outcome data(SmtpMessageSource mail) throws IOException {
        SmtpReply go = ask(SmtpStep.DATA, "DATA");
        if (!go.isIntermediate()) {
            return refusal(go);
        }
        step = SmtpStep.BODY;
        SmtpBodyWriter body = new SmtpBodyWriter(wire);
        try {
            body.write(mail.bytes());
            if (!attempt.finalDot()) {
                return attempt.lost(Reply.none("the time was over before the final dot"));
            }
            body.end();
        } catch (IOException e) {
            // Without a dot it has not taken the mail, whatever the attempt's phase says.
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

    /** A server that will not read on says why, and closes. */
    private Outcome brokenInBody(IOException broken) {
        closing = true;
        try {
            return refusal(wire.lastWords(broken), SmtpStep.BODY);
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

    /** What is said where the reply is not the one that lets us go on. */
    private Outcome refusal(SmtpReply reply) {
        if (reply.isRefusal()) {
            return refusal(reply, step);
        }
        closing = true;
        return attempt.lost(Reply.none("no fitting SMTP reply at " + step + ": " + reply.code() + " " + reply.text()));
    }

    private Outcome refusal(SmtpReply reply, SmtpStep at) {
        if (SmtpRefusal.isOfTheOneTaken(reply, at, recipients.takenCount())) {
            recipients.judgedTheOneTaken();
        }
        return SmtpRefusal.of(reply, at, recipients.takenCount());
    }
}
