package io.mailsender.delivery;

import io.mailsender.delivery.RoundInput.RetryMode;
import io.mailsender.message.Message;
import io.mailsender.provider.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers a message through the first provider that takes it.
 *
 * <p>Providers are asked one after the other, in their order. Those that rest or are at a limit are left out. If no other provider
 * took the message, the resting one whose rest ends first is asked: without a healthy provider, one attempt is better than none.
 * A rejected message ends the round, since another provider would only lose reputation with it. After an unknown outcome the
 * message's {@link OnUnknown} decides.
 */
public final class Failover {

    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

    private final List<Provider> order;
    private final Map<Provider, ProviderHealth> health = new LinkedHashMap<>();
    private final Map<Provider, ProviderLimit> limits = new LinkedHashMap<>();
    private final DeliverySettings settings;
    private final DeliveryListener listener;
    private final Clock clock;
    private final RetryPolicy once;

    /** @param clock should not jump; see {@link SteadyClock} */
    public Failover(
            List<Provider> order,
            DeliverySettings settings,
            HealthSettings healthSettings,
            LimitSettings limitSettings,
            DeliveryListener listener,
            Clock clock) {
        this.order = List.copyOf(order);
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        order.forEach(p -> health.put(p, new ProviderHealth(p.name(), healthSettings, clock)));
        this.once = retryPolicy(RetrySettings.NONE, RandomGenerator.getDefault());
        order.forEach(p -> limits.put(p, new ProviderLimit(p.name(), p.pace(), limitSettings, clock)));
    }

    /** The providers in their order. */
    public List<Provider> order() {
        return order;
    }

    public ProviderHealth health(Provider provider) {
        return of(provider, health);
    }

    ProviderLimit limit(Provider provider) {
        return of(provider, limits);
    }

    private static <T> T of(Provider provider, Map<Provider, T> map) {
        T found = map.get(provider);
        if (found == null) {
            throw new IllegalArgumentException("provider " + provider.name() + " is not in the order");
        }
        return found;
    }

    /**
     * Delivers a message in a single round, without a store.
     *
     * @return completes normally, at most shortly after the deadline
     */
    public CompletionStage<RoundResult> deliver(Message message, OnUnknown onUnknown) {
        RoundInput input = RoundInput.first(message, onUnknown, clock.instant(), RetryMode.NEVER);
        return start(input, once, Journal.none(clock));
    }

    /**
     * Starts one round.
     *
     * @param journal records each step before the next one
     * @return completes when the end of the round is recorded; exceptionally if the journal fails
     */
    public CompletionStage<RoundResult> start(RoundInput input, RetryPolicy retryPolicy, Journal journal) {
        return new Round(this, retryPolicy, input, journal).start();
    }

    public RetryPolicy retryPolicy(RetrySettings retry, RandomGenerator random) {
        return new RetryPolicy(
                retry, settings.maxCopies(), order.stream().map(Provider::name).collect(Collectors.toSet()), random);
    }

    public DeliverySettings settings() {
        return settings;
    }

    void notifyListener(Consumer<DeliveryListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            // Must not affect the message.
            LOG.error("delivery listener failed", e);
        }
    }

    Clock clock() {
        return clock;
    }

    Duration untilRestEnds(Provider provider) {
        Instant now = clock.instant();
        Instant end = health(provider).restUntil();
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
    }
}
