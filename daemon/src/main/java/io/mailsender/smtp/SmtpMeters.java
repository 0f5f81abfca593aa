package io.mailsender.smtp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the mails whose message began, by what the client was told. */
@Singleton
final class SmtpMeters {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpMeters.class);

    private final Counter accepted;
    private final Counter deferred;
    private final Counter refused;

    SmtpMeters(MeterRegistry meters) {
        accepted = counter(meters, "accepted");
        deferred = counter(meters, "deferred");
        refused = counter(meters, "refused");
    }

    /** The last reply to a mail. */
    void ended(SmtpReply reply) {
        if (reply.isPermanent()) {
            refused.increment();
        } else if (reply.isTransient()) {
            deferred.increment();
        } else {
            accepted.increment();
        }
        if (reply.code() >= 400) {
            LOG.debug("SMTP: mail not accepted: {} {}", reply.code(), reply.enhanced());
        }
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("mail.sender.smtp.mails")
                .description("Mails received over SMTP, by what the client was told")
                .tag("result", result)
                .register(meters);
    }
}
