package io.mailsender.figure;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;

/** Shows figures. */
@Controller
@ErrorResponses
@RequiresScope(Scope.READ)
@Tag(name = "overview")
final class FigureController {

    private final OverviewFigures overview;
    private final QueueFigures queue;

    FigureController(OverviewFigures overview, QueueFigures queue) {
        this.overview = overview;
        this.queue = queue;
    }

    @Get("/overview")
    @ErrorResponses.OfStore
    @Operation(
            operationId = "overview",
            summary = "Show how the gateway is doing",
            description =
                    "The messages of the last hour and day, the queue, and what needs a person. Keys without the scope `admin` see figures of their own messages. Counting stops at bounds, so that the answer is fast with millions of messages.")
    CompletionStage<Overview> overview(HttpRequest<?> http) {
        return overview.of(Caller.of(http));
    }

    @Get("/queue")
    @ErrorResponses.OfStore
    @Operation(
            operationId = "queue",
            summary = "Show the queue",
            description =
                    "How many messages wait, which nodes send them, and when the next ones are due. Keys without the scope `admin` see their own messages.")
    CompletionStage<QueueView> queue(HttpRequest<?> http) {
        return queue.of(Caller.of(http));
    }
}
