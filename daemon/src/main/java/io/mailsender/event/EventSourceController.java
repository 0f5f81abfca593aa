package io.mailsender.event;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AsyncFailure;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderOrder;
import io.mailsender.provider.event.EventRegistration;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Shows whether providers report, and registers this daemon at a vendor. */
@Controller("/providers")
@ErrorResponses
@Tag(name = "events")
final class EventSourceController {

    private final ProviderOrder order;
    private final EventSettings settings;
    private final @Nullable EventStore store;

    /** @param store {@code null} if there is none */
    EventSourceController(ProviderOrder order, EventSettings settings, @Nullable EventStore store) {
        this.order = order;
        this.settings = settings;
        this.store = store;
    }

    @Get("/events")
    @RequiresScope(Scope.READ)
    @ErrorResponses.OfStore
    @Operation(operationId = "eventSources", summary = "List the providers with what they report")
    CompletionStage<EventSourceList> sources() {
        CompletionStage<Map<String, SourceState>> states =
                store == null ? CompletableFuture.completedFuture(Map.of()) : store.sources();
        return states.thenApply(known -> new EventSourceList(order.all().stream()
                .map(provider ->
                        EventSourceView.of(provider, settings.url(provider.name()), known.get(provider.name())))
                .toList()));
    }

    @AuditAs("provider.register-events")
    @Post("/{name}/events")
    @RequiresScope(Scope.ADMIN)
    @ErrorResponses.OfChange
    @Operation(
            operationId = "registerEvents",
            summary = "Tell a vendor where to report",
            description = "Needs the setting `events.public-url`, and a key of the vendor that may change webhooks.")
    CompletionStage<Registered> register(@Parameter(schema = @Schema(pattern = ApiPattern.LINE)) String name) {
        Provider provider = order.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no provider with this name.")));
        URI url = settings.url(name);
        if (url == null) {
            throw conflict("The setting events.public-url is missing: the URL at which vendors reach this daemon.");
        }
        EventRegistration registration = provider.eventRegistration()
                .orElseThrow(() -> conflict("The vendor's API cannot be told where to report, or the provider's event-…"
                        + " setting is missing (docs/events.md). The URL is " + url + "."));
        return registration.register(url).handle((done, failure) -> {
            if (failure == null) {
                return new Registered(url.toString(), done);
            }
            if (AsyncFailure.cause(failure) instanceof LookupFailedException refused) {
                throw conflict("The vendor refused: " + refused.reply().text());
            }
            throw new IllegalStateException("the registration of " + name + " failed", failure);
        });
    }

    private static ProblemException conflict(String detail) {
        return new ProblemException(Problem.of(HttpStatus.CONFLICT, detail));
    }

    /** The providers with what they report. */
    @Serdeable
    @Schema(name = "EventSourceList", description = "The providers with what they report.")
    record EventSourceList(List<EventSourceView> providers) {}

    /** What a vendor was told. */
    @Serdeable
    @Schema(name = "EventRegistration", description = "What a vendor was told.")
    record Registered(
            @Schema(description = "The URL that the vendor posts to.")
            String url,

            @Schema(description = "What was done.") String msg) {}
}
