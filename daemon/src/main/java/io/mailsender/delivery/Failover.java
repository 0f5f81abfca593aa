package io.mailsender.delivery;

import io.mailsender.delivery.RoundInput.Retrying;
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
 * <p>Providers are asked in their order, one after the other, those that rest left out. A message at fault stops at once, since no
 * other provider would do it good. When nobody can tell whether it was sent, its policy decides. When no other provider could take
 * it, the resting one whose rest ends first is asked all the same: a gateway without a healthy provider still tries. One that is at
 * its limit is passed over.
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
        order.forEach(p -> limits.put(p, new ProviderLimit(p.name(), limitSettings, clock)));
    }

    /** The providers in the order in which they are asked. */
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
            throw new IllegalArgumentException(provider.name() + " is not in the order");
        }
        return found;
    }

    /**
     * @param onUnknown what to do when nobody can tell whether the message was sent
     * @return completes normally within the deadline or shortly after, whatever the providers do
     */
    public CompletionStage<RoundResult> deliver(Message message, OnUnknown onUnknown) {
        RoundInput round = RoundInput.first(message, onUnknown, clock.instant(), Retrying.NEVER);
        return start(round, once, Journal.none(clock));
    }

    /**
     * Starts one round.
     *
     * @param journal records each step before the round goes on
     * @return completes once the end of the round is on record; exceptionally if the journal fails
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

    void tell(Consumer<DeliveryListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            // The message is sent whether or not anybody could be told.
            LOG.error("A delivery listener failed", e);
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
