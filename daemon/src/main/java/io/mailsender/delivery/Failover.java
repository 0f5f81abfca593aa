package io.mailsender.delivery;

import io.mailsender.delivery.RoundInput.RetryMode;
import io.mailsender.message.Message;
import io.mailsender.provider.Provider;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers a message through the first provider that takes it.
 *
 * <p>The providers of the message's route are asked one after the other. Those that rest or are at a limit are left out. If no other provider
 * took the message, the resting one whose rest ends first is asked: without a healthy provider, one attempt is better than none. But a
 * provider that an operator lets rest is never asked.
 * A rejected message ends the round, since another provider would only lose reputation with it. After an unknown outcome the
 * message's {@link OnUnknown} decides.
 */
public final class Failover {

    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

    /** How many messages are looked up at a time: an outage may leave many unknown. */
    private static final int MAX_LOOKUPS = 64;

    private final List<Provider> providers;
    private final RouteTable routes;
    private final Map<String, Provider> byName;
    private final Map<Provider, ProviderHealth> health = new LinkedHashMap<>();
    private final Map<Provider, ProviderLimit> limits = new LinkedHashMap<>();
    private final DeliverySettings settings;
    private final DeliveryListener listener;
    private final Clock clock;
    private final RetryPolicy once;
    private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);

    /** Without routes, and without a judgement of slow providers. */
    public Failover(
            List<Provider> order,
            DeliverySettings settings,
            HealthSettings healthSettings,
            LimitSettings limitSettings,
            DeliveryListener listener,
            Clock clock) {
        this(
                order,
                new RouteTable(order.stream().map(Provider::name).toList(), List.of()),
                settings,
                healthSettings,
                SlowSettings.OFF,
                limitSettings,
                listener,
                clock);
    }

    /**
     * @param providers all providers
     * @param routes name no other provider
     * @param clock should not jump; see {@link SteadyClock}
     */
    Failover(
            List<Provider> providers,
            RouteTable routes,
            DeliverySettings settings,
            HealthSettings healthSettings,
            SlowSettings slow,
            LimitSettings limitSettings,
            DeliveryListener listener,
            Clock clock) {
        this.providers = List.copyOf(providers);
        this.routes = routes;
        this.byName = providers.stream().collect(Collectors.toMap(Provider::name, provider -> provider));
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        providers.forEach(p -> health.put(p, new ProviderHealth(p.name(), healthSettings, slow, clock)));
        this.once = retryPolicy(RetrySettings.NONE, RandomGenerator.getDefault());
        providers.forEach(p -> limits.put(p, new ProviderLimit(p.name(), p.pace(), limitSettings, clock)));
    }

    /** All providers: those of the default order, in that order, then those that only routes name. */
    public List<Provider> providers() {
        return providers;
    }

    public RouteTable routes() {
        return routes;
    }

    /** The providers of a message, in the order in which they are tried now: those of its route, the slow ones last. */
    public List<Provider> chain(Message message) {
        List<Provider> chain = new ArrayList<>();
        List<Provider> last = new ArrayList<>();
        for (String name : routes.order(message)) {
            Provider provider = Objects.requireNonNull(byName.get(name), name);
            (health(provider).speed().isInPlaceFor(message.id()) ? chain : last).add(provider);
        }
        chain.addAll(last);
        return chain;
    }

    /** @throws IllegalArgumentException if none has this name */
    public Provider provider(String name) {
        Provider found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException("provider " + name + " is not configured");
        }
        return found;
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
            throw new IllegalArgumentException("provider " + provider.name() + " is not configured");
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
        return new RetryPolicy(retry, settings.maxCopies(), message -> Set.copyOf(routes.order(message)), random);
    }

    public DeliverySettings settings() {
        return settings;
    }

    /** A permit for each message that may be looked up at the same time. */
    Semaphore lookups() {
        return lookups;
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
}
