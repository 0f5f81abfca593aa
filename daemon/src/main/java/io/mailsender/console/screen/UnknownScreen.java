package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.console.AddressText;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Query;
import io.mailsender.console.Section;
import io.mailsender.status.Evidence;
import io.mailsender.status.MessageActions;
import io.mailsender.status.MessageList;
import io.mailsender.status.MessageView;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The messages whose outcome nobody knows, with what is known about them. A person settles them one by one, or those of an outage together. */
@Hidden
@Controller("/console/unknown")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
final class UnknownScreen {

    /** Each is read with its timeline. */
    private static final int PAGE = 20;

    private static final int READS_AT_ONCE = 4;
    private static final List<String> FIELDS = List.of("provider", "since", "until");

    private final MessageActions messages;
    private final AddressText addresses;
    private final PageRenderer pages;

    UnknownScreen(MessageActions messages, AddressText addresses, PageRenderer pages) {
        this.messages = messages;
        this.addresses = addresses;
        this.pages = pages;
    }

    @Get
    CompletionStage<HttpResponse<?>> list(HttpRequest<?> request) {
        Caller caller = Caller.of(request);
        Query query = Query.of(request);
        Query filter = query.only(FIELDS);
        return messages.list(
                        caller,
                        MessageFilterForm.criteria(filter.with("status", "unknown")),
                        query.text("cursor"),
                        PAGE)
                .thenCompose(page -> withEvidence(caller, page)
                        .map(open -> new UnknownPage(
                                filter,
                                open.stream()
                                        .map(message -> Open.of(message, addresses))
                                        .toList(),
                                page.next() == null ? null : filter.with("cursor", page.next())))
                        .toFuture())
                .thenApply(
                        view -> pages.page(request, Section.UNKNOWN, "Unknown outcomes", "screen/unknown.jte", view));
    }

    private Mono<List<MessageView>> withEvidence(Caller caller, MessageList page) {
        return Flux.fromIterable(page.messages())
                .flatMapSequential(
                        message -> Mono.fromCompletionStage(() -> messages.view(caller, message.id())), READS_AT_ONCE)
                .collectList();
    }

    /**
     * A page of messages.
     *
     * @param next the query of the next page; {@code null} on the last one
     */
    record UnknownPage(
            Query filter, List<Open> messages, @Nullable Query next) {}

    /** One of them, with what is known about its attempts without an answer. */
    record Open(MessageRow row, List<Evidence> evidence) {
        static Open of(MessageView message, AddressText addresses) {
            return new Open(
                    MessageRow.of(message, addresses), message.evidence() == null ? List.of() : message.evidence());
        }
    }
}
