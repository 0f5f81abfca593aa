package io.mailsender.figure;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryListener;
import io.mailsender.delivery.RoundResult;
import io.mailsender.delivery.SteadyClock;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The recent attempts of this node at each provider, in memory. It needs no store. */
@Singleton
public final class ProviderFigures implements DeliveryListener {

    private final Clock clock;
    private final Instant start;
    private final Map<String, AttemptRing> byProvider = new ConcurrentHashMap<>();

    @Inject
    ProviderFigures() {
        this(new SteadyClock(Instant.now()));
    }

    /** @param clock should not jump */
    ProviderFigures(Clock clock) {
        this.clock = clock;
        this.start = clock.instant();
    }

    /** @param provider its configured name */
    public RecentAttempts of(String provider) {
        return ring(provider).at(clock.instant());
    }

    private AttemptRing ring(String provider) {
        return byProvider.computeIfAbsent(provider, name -> new AttemptRing(start));
    }

    @Override
    public void attempted(MessageId message, Attempt attempt) {
        ring(attempt.provider()).add(clock.instant(), attempt.outcome().word(), attempt.duration());
    }

    /** The attempt was counted as unknown when it had no answer in time; a graph of the past does not change. */
    @Override
    public void corrected(MessageId message, Attempt attempt) {}

    @Override
    public void roundEnded(Message message, RoundResult result) {}
}
