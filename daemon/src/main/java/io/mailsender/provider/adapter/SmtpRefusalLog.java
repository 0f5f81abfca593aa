package io.mailsender.provider.adapter;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a refusal of some recipients that concerns the account. Failover sees only that the message is sent. */
final class SmtpRefusalLog {

    private static final Logger LOG = LoggerFactory.getLogger(Smtp.class);

    private SmtpRefusalLog() {}

    /** Returns the outcome. */
    static Outcome warned(String provider, Outcome outcome) {
        if (outcome instanceof Unknown unknown && unknown.late() != null) {
            unknown.late().thenAccept(late -> warned(provider, late));
        }
        if (outcome instanceof Sent sent) {
            sent.refused().values().stream()
                    .filter(refusal -> refusal instanceof Unavailable u && u.cause() == Cause.ACCOUNT)
                    .map(Outcome::reply)
                    .findFirst()
                    .ifPresent(reply -> LOG.warn(
                            "provider {}: accepted a message but refused some recipients for a reason that concerns the account ({})",
                            provider,
                            (reply.statusCode() + " " + reply.enhancedCode().orElse("")).strip()));
        }
        return outcome;
    }
}
