package io.mailsender.smtp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections, and the mails whose message began, by what the client was told. */
@Singleton
final class SmtpMeters {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpMeters.class);

    private final AtomicInteger connections = new AtomicInteger();
    private final Counter accepted;
    private final Counter deferred;
    private final Counter refused;

    SmtpMeters(MeterRegistry meters) {
        Gauge.builder("mail.sender.smtp.connections", connections, AtomicInteger::get)
                .description("Open SMTP connections")
                .register(meters);
        accepted = counter(meters, "accepted");
        deferred = counter(meters, "deferred");
        refused = counter(meters, "refused");
    }

    void opened() {
        connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }

    /** How many connections are open, on all ports. */
    int open() {
        return connections.get();
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
