package io.mailsender.delivery;

import io.mailsender.delivery.RoundInput.RetryMode;
import io.mailsender.message.Message;
import io.mailsender.provider.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * <p>Providers are asked one after the other, in their order. Those that rest or are at a limit are left out. If no other provider
 * took the message, the resting one whose rest ends first is asked: without a healthy provider, one attempt is better than none.
 * A rejected message ends the round, since another provider would only lose reputation with it. After an unknown outcome the
 * message's {@link OnUnknown} decides.
 */
public final class Failover {

    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

    /** How many messages are looked up at a time: an outage may leave many unknown. */
    private static final int MAX_LOOKUPS = 64;

    private final List<Provider> order;
    private final Map<Provider, ProviderHealth> health = new LinkedHashMap<>();
    private final Map<Provider, ProviderLimit> limits = new LinkedHashMap<>();
    private final DeliverySettings settings;
    private final DeliveryListener listener;
    private final Clock clock;
    private final RetryPolicy once;
    private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);

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

    /** How this node has used the providers since the last call. */
    public List<ProviderUse> use() {
        return order.stream()
                .map(provider -> new ProviderUse(
                        provider.name(),
                        limit(provider).used(),
                        limit(provider).wanted(),
                        health(provider).ownRest().orElse(null)))
                .toList();
    }

    /**
     * Shares rests and rate limits with other nodes.
     *
     * @param self the id of this node
     * @param nodes all nodes, with this one
     */
    public void share(String self, List<NodeUse> nodes) {
        // By the store's clock, as the other nodes' times are.
        Instant now =
                nodes.stream().map(NodeUse::seen).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        for (Provider provider : order) {
            limit(provider).share(self, nodes, now);
            nodes.stream()
                    .filter(node -> !node.node().equals(self) && node.isAlive(now))
                    .flatMap(node -> node.providers().stream()
                            .filter(use -> use.provider().equals(provider.name()) && use.rest() != null)
                            .map(use -> use.rest().minus(Duration.between(node.seen(), now))))
                    .max(Comparator.naturalOrder())
                    .ifPresent(health(provider)::adoptRest);
        }
    }

    Duration untilRestEnds(Provider provider) {
        Instant now = clock.instant();
        Instant end = health(provider).restUntil();
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
    }
}
