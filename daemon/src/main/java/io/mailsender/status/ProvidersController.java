package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.Needs;
import io.mailsender.access.Scope;
import io.mailsender.common.Word;
import io.mailsender.config.ConfigOrigin;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.ProviderHealth;
import io.mailsender.http.ErrorResponses;
import io.mailsender.provider.Provider;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** Tells which providers there are, and how they are. */
@Controller
@ErrorResponses
@Needs(Scope.READ)
@Tag(name = "providers")
final class ProvidersController {

    private final Failover failover;
    private final ConfigOrigin setup;

    ProvidersController(Failover failover, ConfigOrigin setup) {
        this.failover = failover;
        this.setup = setup;
    }

    @Get("/providers")
    @ApiResponse(responseCode = "503", ref = ErrorResponses.PLACE + "Unavailable")
    @Operation(
            operationId = "providers",
            summary = "The providers in the order in which they are asked, and how they are")
    ProviderList providers(HttpRequest<?> http) {
        boolean all = Caller.of(http).sees() == null;
        return new ProviderList(
                setup.trial(),
                failover.order().stream()
                        .map(provider -> describe(provider, all))
                        .toList());
    }

    /** @param all also the provider's words, which may name somebody else's recipient */
    private ProviderDescription describe(Provider provider, boolean all) {
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
                                all ? f.outcome().reply().text() : "told to keys with the scope admin"))
                        .orElse(null));
    }

    /** The providers. */
    @Serdeable
    @Schema(name = "ProviderList", description = "The providers, in the order in which they are asked.")
    record ProviderList(
            @Schema(description = "Whether there is no configuration file, so that mails are kept and none is sent.")
            boolean trial,

            List<ProviderDescription> providers) {}
}
