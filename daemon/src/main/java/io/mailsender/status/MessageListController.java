package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.ProblemException;
import io.mailsender.queue.MessageFilter;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Lists messages, filtered: by page, or all of them as a file. */
@Controller("/messages")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.READ)
@Tag(name = "messages")
final class MessageListController {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final String CSV = "text/csv";

    private final MessageActions actions;

    MessageListController(MessageActions actions) {
        this.actions = actions;
    }

    @Get
    @Operation(
            operationId = "messages",
            summary = "List messages, newest first",
            description =
                    "A page may be short, or empty, and still have a `next`: criteria without an index (`status`, `subject`, `provider`, `possible_duplicate` and most of `recipient_state`) are looked for in 20,000 messages at a time.")
    CompletionStage<MessageList> messages(
            HttpRequest<?> http,
            @RequestBean MessageParameters which,
            @Parameter(
                            description = "The `next` of the previous page.",
                            schema = @Schema(type = "string", nullable = false, pattern = Cursor.PATTERN))
                    @QueryValue("cursor")
                    @Nullable
                    String cursor,
            @Parameter(
                            description = "The number of messages in a page; the default is 50.",
                            schema =
                                    @Schema(
                                            type = "integer",
                                            format = "int32",
                                            nullable = false,
                                            minimum = "1",
                                            maximum = "" + MAX_LIMIT))
                    @QueryValue("limit")
                    @Nullable
                    Integer limit) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw ProblemException.badRequest("limit", "must be 1 to " + MAX_LIMIT);
        }
        ListQuery query = query(http);
        return actions.list(actions.filter(Caller.of(http), which.criteria(query), query, cursor, size));
    }

    @Get("/export")
    @Produces(CSV)
    @Operation(
            operationId = "exportMessages",
            summary = "Download the messages that match as a file",
            description =
                    "The newest first, with a header row and a row for each recipient. A cell that a spreadsheet would execute has an apostrophe before it. If the store fails meanwhile, the connection is closed before the end of the answer, so that half a file does not look like a whole one.")
    @ApiResponse(
            responseCode = "200",
            description = "The messages.",
            content = @Content(mediaType = CSV, schema = @Schema(type = "string")))
    CompletionStage<HttpResponse<Publisher<byte[]>>> export(HttpRequest<?> http, @RequestBean MessageParameters which) {
        ListQuery query = query(http);
        MessageFilter filter = actions.filter(Caller.of(http), which.criteria(query), query, null, MessageExport.PAGE);
        return actions.export(filter, UnaryOperator.identity())
                .thenApply(file ->
                        HttpResponse.ok(file).header("Content-Disposition", "attachment; filename=\"messages.csv\""));
    }

    private static ListQuery query(HttpRequest<?> http) {
        return new ListQuery(http.getUri().getRawQuery(), "");
    }
}
