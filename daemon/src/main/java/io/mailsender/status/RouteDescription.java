package io.mailsender.status;

import io.mailsender.delivery.RouteTable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route, as callers see it. */
@Serdeable
@Schema(name = "Route", description = "A route: a chain of providers for some of the messages.")
public record RouteDescription(
        @Schema(description = "The configured name, for the field `route` of a message.")
        String name,

        @Schema(description = "Its providers, in the order in which they are configured.")
        List<RouteProvider> providers) {

    static RouteDescription of(String route, RouteTable routes, Instant now) {
        Map<String, Double> shares = routes.shares(route, now);
        return new RouteDescription(
                route,
                routes.providers(route).stream()
                        .map(provider -> new RouteProvider(provider, shares.get(provider)))
                        .toList());
    }

    /** A provider of a route. */
    @Serdeable
    @Schema(name = "RouteProvider", description = "A provider of a route.")
    public record RouteProvider(
            @Schema(description = "The provider's name.") String provider,

            @Schema(
                    description =
                            "The share of today's messages (UTC), from 0 to 1, that the provider gets first; absent if the providers are tried in their order.")
            @Nullable
            Double share) {}
}
