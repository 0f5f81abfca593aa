package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.console.AddressText;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Query;
import io.mailsender.console.Section;
import io.mailsender.http.ProblemException;
import io.mailsender.status.MessageActions;
import io.mailsender.status.MessageList;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The messages, newest first, by filters in the address. */
@Hidden
@Controller("/console/messages")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
final class MessageListScreen {

    private static final int PAGE = 50;

    private final MessageActions messages;
    private final AddressText addresses;
    private final PageRenderer pages;

    MessageListScreen(MessageActions messages, AddressText addresses, PageRenderer pages) {
        this.messages = messages;
        this.addresses = addresses;
        this.pages = pages;
    }

    @Get
    CompletionStage<HttpResponse<?>> list(HttpRequest<?> request) {
        Query query = Query.of(request);
        Query filter = query.only(MessageFilterForm.FIELDS);
        try {
            return messages.list(Caller.of(request), MessageFilterForm.criteria(query), query.text("cursor"), PAGE)
                    .thenApply(page -> page(request, HttpStatus.OK, view(query, filter, page)));
        } catch (ProblemException e) {
            // Shown above the form, so that the filter can be corrected. What needs a store has no form.
            if (e.problem().status() == HttpStatus.NOT_IMPLEMENTED.getCode()) {
                throw e;
            }
            return CompletableFuture.completedFuture(page(
                    request,
                    HttpStatus.valueOf(e.problem().status()),
                    new MessageListView(filter, e.problem().detail(), List.of(), null, false)));
        }
    }

    private MessageListView view(Query query, Query filter, MessageList page) {
        return new MessageListView(
                filter,
                null,
                page.messages().stream()
                        .map(message -> MessageRow.of(message, addresses))
                        .toList(),
                page.next() == null ? null : filter.with("cursor", page.next()),
                query.text("cursor") != null);
    }

    private HttpResponse<?> page(HttpRequest<?> request, HttpStatus status, MessageListView view) {
        return pages.page(request, status, Section.MESSAGES, "Messages", "screen/messages.jte", view);
    }

    /**
     * A page of messages.
     *
     * @param filter the fields of the filter
     * @param error what is wrong with the filter
     * @param next the query of the next page; {@code null} on the last one
     * @param isLater whether it is not the first page
     */
    record MessageListView(
            Query filter,
            @Nullable String error,
            List<MessageRow> rows,
            @Nullable Query next,
            boolean isLater) {

        /** Whether a quick filter is the one in use. */
        boolean isOnly(String field, String value) {
            return filter.fields().size() == 1 && value.equals(filter.text(field));
        }
    }
}
