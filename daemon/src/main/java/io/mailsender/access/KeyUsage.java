package io.mailsender.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** How much of their quotas the keys of one name have used at this node. */
final class KeyUsage {

    private final Consumer<Quota.Kind> refused;
    private final String policy;
    private final Map<Quota.Kind, QuotaBucket> buckets = new EnumMap<>(Quota.Kind.class);

    /** @param refused called when a quota is exceeded */
    KeyUsage(Map<Quota.Kind, Quota> quotas, TimeMeter time, Consumer<Quota.Kind> refused) {
        this.refused = refused;
        this.policy = policy(quotas);
        quotas.forEach((kind, quota) -> buckets.put(kind, new QuotaBucket(quota, quota.bucket(time))));
    }

    /** @return empty if the amount was available; else how long to wait, which is practically forever for more than the whole quota */
    Optional<Duration> take(Quota.Kind kind, long amount) {
        QuotaBucket quota = buckets.get(kind);
        if (quota == null) {
            return Optional.empty();
        }
        ConsumptionProbe probe = quota.bucket().tryConsumeAndReturnRemaining(amount);
        if (probe.isConsumed()) {
            return Optional.empty();
        }
        refused.accept(kind);
        return Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    void giveBack(Quota.Kind kind, long amount) {
        QuotaBucket quota = buckets.get(kind);
        if (quota != null) {
            quota.bucket().addTokens(amount);
        }
    }

    boolean isLimited() {
        return !buckets.isEmpty();
    }

    /** The header RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers): {@code "requests";q=100;w=60}. */
    String policy() {
        return policy;
    }

    private static String policy(Map<Quota.Kind, Quota> quotas) {
        StringBuilder list = new StringBuilder();
        quotas.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> item(list, e.getKey())
                        .append(";q=")
                        .append(e.getValue().amount())
                        .append(";w=")
                        .append(e.getValue().period().toSeconds()));
        return list.toString();
    }

    /** The header RateLimit (draft-ietf-httpapi-ratelimit-headers): {@code "requests";r=99;t=1}, what remains and the seconds until it is full. */
    String remaining() {
        StringBuilder list = new StringBuilder();
        buckets.forEach((kind, quota) -> item(list, kind)
                .append(";r=")
                .append(Math.max(0, quota.bucket().getAvailableTokens()))
                .append(";t=")
                .append(quota.secondsUntilFull()));
        return list.toString();
    }

    private static StringBuilder item(StringBuilder list, Quota.Kind kind) {
        return list.append(list.isEmpty() ? "\"" : ", \"").append(kind.word()).append('"');
    }

    private record QuotaBucket(Quota quota, Bucket bucket) {

        long secondsUntilFull() {
            return Duration.ofNanos(
                            bucket.estimateAbilityToConsume(quota.amount()).getNanosToWaitForRefill())
                    .plusNanos(999_999_999)
                    .toSeconds();
        }
    }
}
