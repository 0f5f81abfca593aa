package io.mailsender.event;

import io.mailsender.event.EventStore.Applied;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what providers report. An event counts when it is matched with a message, once. */
@Singleton
public final class EventMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(EventMetrics.class);

    private final MeterRegistry meters;
    private volatile long backlog;

    EventMetrics(MeterRegistry meters) {
        this.meters = meters;
        Gauge.builder("mail.sender.events.backlog", this, metrics -> metrics.backlog)
                .description("Events that are due and not matched with their message yet")
                .register(meters);
    }

    void count(Applied applied) {
        applied.events().forEach(this::count);
        meters.counter("mail.sender.events.unmatched").increment(applied.dropped());
    }

    private void count(AppliedEvent applied) {
        ProviderEvent event = applied.event();
        String severity = event.detail().severity() == null
                ? ""
                : event.detail().severity().word();
        meters.counter(
                        "mail.sender.events",
                        "provider",
                        applied.provider(),
                        "type",
                        event.type().word(),
                        "severity",
                        severity)
                .increment();
        if (event.type() == EventType.DELIVERED && !applied.sinceSent().isNegative()) {
            Timer.builder("mail.sender.delivery.delay")
                    .description("The time from the end of an attempt to the delivery that its provider reports")
                    .tag("provider", applied.provider())
                    .publishPercentileHistogram()
                    .minimumExpectedValue(Duration.ofSeconds(1))
                    .maximumExpectedValue(Duration.ofHours(6))
                    .register(meters)
                    .record(applied.sinceSent());
        }
        if (applied.settled()) {
            meters.counter("mail.sender.unknown.settled", "provider", applied.provider(), "by", "event")
                    .increment();
            LOG.info("message {}: {} reports it, so it was sent", applied.messageId(), applied.provider());
        }
    }

    /** A report was refused. @param status the HTTP status of the answer */
    void refused(String provider, int status) {
        meters.counter("mail.sender.events.refused", "provider", provider, "status", String.valueOf(status))
                .increment();
    }

    void backlog(long count) {
        backlog = count;
    }
}
