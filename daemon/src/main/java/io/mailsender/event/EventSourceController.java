package io.mailsender.event;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Shows whether providers report, and registers this daemon at a vendor. */
@Controller("/providers")
@ErrorResponses
@Tag(name = "events")
final class EventSourceController {

    private final EventSources sources;

    EventSourceController(EventSources sources) {
        this.sources = sources;
    }

    @Get("/events")
    @RequiresScope(Scope.READ)
    @ErrorResponses.OfStore
    @Operation(operationId = "eventSources", summary = "List the providers with what they report")
    CompletionStage<EventSourceList> sources() {
        return sources.list().thenApply(EventSourceList::new);
    }

    @AuditAs("provider.register-events")
    @Post("/{name}/events")
    @RequiresScope(Scope.ADMIN)
    @ErrorResponses.OfChange
    @Operation(
            operationId = "registerEvents",
            summary = "Tell a vendor where to report",
            description = "Needs the setting `events.public-url`, and a key of the vendor that may change webhooks.")
    CompletionStage<EventRegistered> register(@Parameter(schema = @Schema(pattern = ApiPattern.LINE)) String name) {
        return sources.register(name);
    }

    /** The providers with what they report. */
    @Serdeable
    @Schema(name = "EventSourceList", description = "The providers with what they report.")
    record EventSourceList(List<EventSourceView> providers) {}
}
