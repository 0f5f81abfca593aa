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
import java.util.List;

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
    @Operation(operationId = "providers", summary = "List the providers, in order, with their health")
    ProviderList providers(HttpRequest<?> http) {
        boolean isAdmin = Caller.of(http).visibleOwner() == null;
        return new ProviderList(
                origin.trial(),
                failover.order().stream()
                        .map(provider -> describe(provider, isAdmin))
                        .toList());
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
    @Schema(name = "ProviderList", description = "The providers, in the order in which they are tried.")
    record ProviderList(
            @Schema(
                    description =
                            "Whether the daemon runs without a configuration file: it then captures messages and sends none.")
            boolean trial,

            List<ProviderDescription> providers) {}
}
