package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The providers and the routes. */
@Serdeable
@Schema(name = "ProviderList", description = "The providers and the routes.")
public record ProviderOverview(
        @Schema(
                description =
                        "Whether the daemon runs without a configuration file: it then captures messages and sends none.")
        boolean trial,

        @Schema(
                description =
                        "In the order in which they are tried for messages without a route; after them, those that only routes name.")
        List<ProviderDescription> providers,

        @Schema(description = "The routes, in the order in which they are matched; absent if there are none.") @Nullable
        List<RouteDescription> routes) {}
