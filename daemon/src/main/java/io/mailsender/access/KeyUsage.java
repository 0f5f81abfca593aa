package io.mailsender.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the keys of one name have used of their quotas, at this daemon. */
final class KeyUsage {

    private final Consumer<Quota.Kind> refused;
    private final String policies;
    private final Map<Quota.Kind, Share> shares = new EnumMap<>(Quota.Kind.class);

    /** @param refused told of what was more than there is */
    KeyUsage(Map<Quota.Kind, Quota> quotas, TimeMeter time, Consumer<Quota.Kind> refused) {
        this.refused = refused;
        this.policies = policies(quotas);
        quotas.forEach((kind, quota) -> shares.put(kind, new Share(quota, quota.bucket(time))));
    }

    /** @return empty where it may go on; else after how long it may, which is for ever where it is more than the quota */
    Optional<Duration> take(Quota.Kind kind, long amount) {
        Share share = shares.get(kind);
        if (share == null) {
            return Optional.empty();
        }
        ConsumptionProbe probe = share.bucket().tryConsumeAndReturnRemaining(amount);
        if (probe.isConsumed()) {
            return Optional.empty();
        }
        refused.accept(kind);
        return Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    void giveBack(Quota.Kind kind, long amount) {
        Share share = shares.get(kind);
        if (share != null) {
            share.bucket().addTokens(amount);
        }
    }

    boolean isLimited() {
        return !shares.isEmpty();
    }

    /** As in draft-ietf-httpapi-ratelimit-headers: {@code "requests";q=100;w=60}. */
    String policies() {
        return policies;
    }

    private static String policies(Map<Quota.Kind, Quota> quotas) {
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

    /** As in draft-ietf-httpapi-ratelimit-headers: {@code "requests";r=99;t=1}, what is left and after how many seconds all of it is. */
    String rests() {
        StringBuilder list = new StringBuilder();
        shares.forEach((kind, share) -> item(list, kind)
                .append(";r=")
                .append(Math.max(0, share.bucket().getAvailableTokens()))
                .append(";t=")
                .append(share.secondsUntilFull()));
        return list.toString();
    }

    private static StringBuilder item(StringBuilder list, Quota.Kind kind) {
        return list.append(list.isEmpty() ? "\"" : ", \"").append(kind.word()).append('"');
    }

    private record Share(Quota quota, Bucket bucket) {

        long secondsUntilFull() {
            return Duration.ofNanos(
                            bucket.estimateAbilityToConsume(quota.amount()).getNanosToWaitForRefill())
                    .plusNanos(999_999_999)
                    .toSeconds();
        }
    }
}
