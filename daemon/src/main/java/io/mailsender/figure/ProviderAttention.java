package io.mailsender.figure;

import static io.mailsender.figure.AttentionText.one;
import static io.mailsender.figure.AttentionText.target;
import static io.mailsender.figure.AttentionText.time;

import io.mailsender.delivery.Failover;
import io.mailsender.delivery.HandRest;
import io.mailsender.delivery.ProviderHealth;
import io.mailsender.delivery.ProviderHealth.Failure;
import io.mailsender.delivery.ProviderHealth.State;
import io.mailsender.delivery.RouteTable;
import io.mailsender.provider.Provider;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Providers that rest, and routes whose providers all do. */
@Singleton
final class ProviderAttention implements AttentionSource {

    private final Failover failover;

    ProviderAttention(Failover failover) {
        this.failover = failover;
    }

    @Override
    public CompletionStage<List<Found>> find(@Nullable String owner) {
        List<Found> found = new ArrayList<>(routes());
        for (Provider provider : failover.providers()) {
            if (failover.health(provider).state() == State.RESTING) {
                found.add(down(provider, failover.health(provider), owner == null));
            }
        }
        return CompletableFuture.completedFuture(found);
    }

    private List<Found> routes() {
        List<String> resting = failover.providers().stream()
                .filter(provider -> failover.health(provider).state() == State.RESTING)
                .map(Provider::name)
                .toList();
        RouteTable routes = failover.routes();
        return Stream.concat(Stream.of(RouteTable.DEFAULT), routes.names().stream())
                .filter(route -> !routes.providers(route).isEmpty() && resting.containsAll(routes.providers(route)))
                .map(route -> one(
                        AttentionKind.ROUTE_WITHOUT_PROVIDER,
                        (route.equals(RouteTable.DEFAULT)
                                        ? "All providers of the default order rest: "
                                        : "All providers of the route " + route + " rest: ")
                                + String.join(", ", routes.providers(route)) + ".",
                        null,
                        target("providers")))
                .toList();
    }

    /** @param isAdmin whether to show texts, which may contain another caller's recipients */
    private static Found down(Provider provider, ProviderHealth health, boolean isAdmin) {
        HandRest byHand = health.handRest().orElse(null);
        Failure failure = health.lastFailure().orElse(null);
        String text;
        Instant since;
        if (byHand != null) {
            text = provider.name() + " rests by hand" + until(byHand.until())
                    + (isAdmin && byHand.reason() != null ? ": " + byHand.reason() : ".");
            since = byHand.since();
        } else {
            text = provider.name() + " rests after failures" + until(health.restUntil()) + reason(failure, isAdmin);
            since = failure == null ? null : failure.at();
        }
        return one(AttentionKind.PROVIDER_DOWN, text, since, target("provider", "name", provider.name()));
    }

    private static String until(@Nullable Instant until) {
        return until == null ? ", until it is resumed" : " until " + time(until);
    }

    private static String reason(@Nullable Failure failure, boolean isAdmin) {
        if (failure == null) {
            return ", as at another node.";
        }
        int code = failure.outcome().reply().statusCode();
        return ": " + failure.outcome().word() + (code == 0 ? "" : " (" + code + ")")
                + (isAdmin ? ": " + failure.outcome().reply().text() : ".");
    }
}
