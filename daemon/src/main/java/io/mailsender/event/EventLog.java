package io.mailsender.event;

import io.mailsender.provider.event.EventRefusedException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs refused reports: once a minute for each provider, as anybody can post to it. */
@Singleton
final class EventLog {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final EventMetrics metrics;
    private final Map<String, Long> logged = new ConcurrentHashMap<>();

    EventLog(EventMetrics metrics) {
        this.metrics = metrics;
    }

    /** @param provider the name of a configured provider */
    void refused(String provider, EventRefusedException refused) {
        metrics.refused(provider, refused.status());
        long now = System.nanoTime();
        Long last = logged.get(provider);
        if (last == null || now - last > INTERVAL.toNanos()) {
            logged.put(provider, now);
            LOG.warn(
                    "events of {}: a report was refused with {}: {}", provider, refused.status(), refused.getMessage());
        }
    }
}
