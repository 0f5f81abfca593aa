package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.Word;
import io.mailsender.config.ConfigOrigin;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.ProviderHealth;
import io.mailsender.doctor.Doctor;
import io.mailsender.doctor.FindingView;
import io.mailsender.http.ErrorResponses;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Provider;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the providers and their health. */
@Controller
@ErrorResponses
@RequiresScope(Scope.READ)
@Tag(name = "providers")
final class ProviderController {

    private final Failover failover;
    private final Doctor doctor;
    private final ConfigOrigin origin;

    ProviderController(Failover failover, Doctor doctor, ConfigOrigin origin) {
        this.failover = failover;
        this.doctor = doctor;
        this.origin = origin;
    }

    @Get("/providers")
    @ErrorResponses.OfLoad
    @Operation(
            operationId = "providers",
            summary = "List the providers with their health, and the routes",
            description = "Keys without the scope `admin` see only the routes that they may name.")
    ProviderList providers(HttpRequest<?> http) {
        Caller caller = Caller.of(http);
        boolean isAdmin = caller.visibleOwner() == null;
        List<RouteDescription> routes = failover.routes().names().stream()
                .filter(route -> isAdmin || caller.mayNameRoute(route))
                .map(route -> RouteDescription.of(route, failover.routes(), Instant.now()))
                .toList();
        return new ProviderList(
                origin.trial(),
                failover.providers().stream()
                        .map(provider -> describe(provider, isAdmin))
                        .toList(),
                routes.isEmpty() ? null : routes);
    }

    /** @param isAdmin whether to show the provider's text, which may contain another caller's recipients */
    private ProviderDescription describe(Provider provider, boolean isAdmin) {
        ProviderHealth health = failover.health(provider);
        ProviderHealth.State state = health.state();
        return new ProviderDescription(
                provider.name(),
                provider.kind(),
                Word.of(state),
                state == ProviderHealth.State.RESTING ? health.restUntil() : null,
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
                doctor.last().map(Doctor.Checkup::at).orElse(null));
    }

    /** The providers. */
    @Serdeable
    @Schema(name = "ProviderList", description = "The providers and the routes.")
    record ProviderList(
            @Schema(
                    description =
                            "Whether the daemon runs without a configuration file: it then captures messages and sends none.")
            boolean trial,

            @Schema(
                    description =
                            "In the order in which they are tried for messages without a route; after them, those that only routes name.")
            List<ProviderDescription> providers,

            @Schema(description = "The routes, in the order in which they are matched; absent if there are none.")
            @Nullable
            List<RouteDescription> routes) {}
}
