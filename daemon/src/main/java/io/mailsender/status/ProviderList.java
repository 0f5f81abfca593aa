package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.common.Word;
import io.mailsender.config.ConfigOrigin;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.ProviderHealth;
import io.mailsender.delivery.ProviderHealth.State;
import io.mailsender.doctor.Doctor;
import io.mailsender.doctor.FindingView;
import io.mailsender.figure.ProviderFigures;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Provider;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes the providers and the routes, as far as a caller may see them. */
@Singleton
public final class ProviderList {

    private final Failover failover;
    private final Doctor doctor;
    private final ConfigOrigin origin;
    private final ProviderFigures figures;

    ProviderList(Failover failover, Doctor doctor, ConfigOrigin origin, ProviderFigures figures) {
        this.failover = failover;
        this.doctor = doctor;
        this.origin = origin;
        this.figures = figures;
    }

    /** All providers, and the routes that the caller may name. */
    public ProviderOverview of(Caller caller) {
        List<RouteDescription> routes = failover.routes().names().stream()
                .filter(route -> isAdmin(caller) || caller.mayNameRoute(route))
                .map(route -> RouteDescription.of(route, failover.routes(), Instant.now()))
                .toList();
        return new ProviderOverview(
                origin.trial(),
                failover.providers().stream()
                        .map(provider -> describe(provider, isAdmin(caller)))
                        .toList(),
                routes.isEmpty() ? null : routes);
    }

    /** The provider with a name. */
    public Optional<ProviderDescription> find(Caller caller, String name) {
        return failover.providers().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .map(provider -> of(provider, caller));
    }

    /** One provider. */
    ProviderDescription of(Provider provider, Caller caller) {
        return describe(provider, isAdmin(caller));
    }

    static boolean isAdmin(Caller caller) {
        return caller.visibleOwner() == null;
    }

    /** @param isAdmin whether to show the provider's text, which may contain another caller's recipients */
    private ProviderDescription describe(Provider provider, boolean isAdmin) {
        ProviderHealth health = failover.health(provider);
        return new ProviderDescription(
                provider.name(),
                provider.kind(),
                Word.of(health.state()),
                restsUntil(health),
                health.handRest()
                        .map(rest -> new ProviderDescription.HandRestView(
                                rest.since(),
                                rest.until(),
                                isAdmin ? rest.reason() : null,
                                isAdmin && !rest.by().isEmpty() ? rest.by() : null))
                        .orElse(null),
                health.speed()
                        .slow()
                        .map(slow -> new ProviderDescription.Slow(
                                slow.since(), health.speed().share(), slow.reason()))
                        .orElse(null),
                health.lastFailure()
                        .map(f -> new ProviderDescription.LastFailure(
                                f.at(),
                                f.outcome().word(),
                                f.outcome().reply().statusCode(),
                                isAdmin ? f.outcome().reply().text() : "shown only to keys with the scope admin"))
                        .orElse(null),
                doctor.last()
                        .map(checkup -> checkup.of(provider).stream()
                                .filter(found -> found.finding().level() != Finding.Level.OK)
                                .map(FindingView::of)
                                .toList())
                        .orElse(null),
                doctor.last().map(Doctor.Checkup::at).orElse(null),
                isAdmin ? figures.of(provider.name()) : null);
    }

    /** When both rests have ended; {@code null} if there is none, or if only a person ends it. */
    private static @Nullable Instant restsUntil(ProviderHealth health) {
        if (health.state() != State.RESTING) {
            return null;
        }
        return health.handRest().isPresent() ? health.handRest().get().until() : health.restUntil();
    }
}
