package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.console.ConfirmView;
import io.mailsender.console.Form;
import io.mailsender.console.Notice;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Query;
import io.mailsender.console.Section;
import io.mailsender.http.ProblemException;
import io.mailsender.suppression.SuppressionActions;
import io.mailsender.suppression.SuppressionFiles;
import io.mailsender.suppression.SuppressionPage;
import io.mailsender.suppression.SuppressionQuery;
import io.mailsender.suppression.SuppressionRemoved.ByProvider;
import io.mailsender.suppression.SuppressionRequest;
import io.mailsender.suppression.SuppressionView;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The addresses that are not mailed: why, since when, and how to add or lift one. */
@Hidden
@Controller("/console/suppressions")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class SuppressionScreen {

    private static final List<String> FILTERS = List.of("address", "reason", "scope", "source");

    private final SuppressionActions actions;
    private final SuppressionFiles files;
    private final PageRenderer pages;

    SuppressionScreen(SuppressionActions actions, SuppressionFiles files, PageRenderer pages) {
        this.actions = actions;
        this.files = files;
        this.pages = pages;
    }

    @Get
    CompletionStage<HttpResponse<?>> list(HttpRequest<?> request) {
        Caller caller = Caller.of(request);
        Query query = Query.of(request);
        SuppressionQuery asked = new SuppressionQuery(
                query.text("address"),
                query.text("reason"),
                query.text("scope"),
                query.text("source"),
                query.text("cursor"),
                null);
        return actions.list(caller, asked)
                .thenApply(found -> pages.page(
                        request,
                        Section.SUPPRESSIONS,
                        "Suppressions",
                        "screen/suppressions.jte",
                        new SuppressionsPage(
                                query,
                                found.suppressions(),
                                found.next() == null ? null : query.with(FILTERS, "cursor", found.next()),
                                caller.visibleOwner(),
                                caller.has(Scope.ADMIN) ? files.providersWithList() : List.of())));
    }

    @Get("/entry")
    CompletionStage<HttpResponse<?>> entry(HttpRequest<?> request) {
        Caller caller = Caller.of(request);
        String address = Objects.requireNonNullElse(Query.of(request).text("address"), "");
        return actions.get(caller, address)
                .thenApply(found -> pages.page(
                        request,
                        Section.SUPPRESSIONS,
                        address,
                        "screen/suppression.jte",
                        new SuppressionEntry(
                                address,
                                found.suppressions(),
                                actions.liftsAtProviders(caller),
                                files.providersWithList())));
    }

    @AuditAs("suppression.add")
    @Post("/add")
    @RequiresScope(Scope.SEND)
    CompletionStage<HttpResponse<?>> add(HttpRequest<?> request, @Body @Nullable String body) {
        Form form = Form.of(body);
        SuppressionRequest asked = new SuppressionRequest(
                form.entries("addresses"),
                form.text("scope"),
                form.text("reason"),
                form.text("text"),
                form.day("expires"));
        return actions.add(Caller.of(request), asked)
                .thenApply(SuppressionPage::suppressions)
                .thenApply(added -> Notice.SUPPRESSED.at("../suppressions", added.size()));
    }

    @AuditAs("suppression.remove")
    @Post("/lift")
    @RequiresScope(Scope.SEND)
    CompletionStage<HttpResponse<?>> lift(HttpRequest<?> request, @Body @Nullable String body) {
        Caller caller = Caller.of(request);
        Form form = Form.of(body);
        String address = form.text("address");
        if (address == null) {
            throw ProblemException.badRequest("address", "is required");
        }
        boolean atProviders = form.has("providers");
        String scope = form.text("scope");
        if (!form.has(ConfirmView.CONFIRMED)) {
            return actions.get(caller, address)
                    .thenApply(found -> pages.confirm(
                            request,
                            Section.SUPPRESSIONS,
                            "Lift a suppression",
                            new ConfirmView(
                                    question(address, scope, atProviders),
                                    "Lift it",
                                    true,
                                    "lift",
                                    form.fields(),
                                    entryOf(address))));
        }
        return actions.remove(caller, address, scope, caller.has(Scope.ADMIN) ? atProviders : null)
                .thenApply(removed -> removed.providers() == null
                        ? Notice.LIFTED.at("../suppressions")
                        : pages.page(
                                request,
                                Section.SUPPRESSIONS,
                                "Lifted",
                                "screen/suppressionLifted.jte",
                                new Lifted(address, removed.removed(), removed.providers())));
    }

    private static String question(String address, @Nullable String scope, boolean atProviders) {
        return "Shall " + address + " get mail again"
                + (scope == null
                        ? ""
                        : scope.equals("*") ? ", as far as all messages go" : ", from the API key " + scope)
                + (atProviders ? ", and be removed from the providers' own lists" : "")
                + "? The reason why it was suppressed is forgotten.";
    }

    private static String entryOf(String address) {
        return "entry?address=" + PageRenderer.segment(address);
    }

    /**
     * The list.
     *
     * @param next the query of the next page; {@code null} on the last one
     * @param owner the key whose entries the caller sees; {@code null} for all
     * @param providers those whose own list can be imported
     */
    record SuppressionsPage(
            Query query,
            List<SuppressionView> entries,
            @Nullable String next,
            @Nullable String owner,
            List<String> providers) {}

    /**
     * One address.
     *
     * @param lifts whether lifting asks the providers by default
     * @param providers those that have a list of their own
     */
    record SuppressionEntry(String address, List<SuppressionView> entries, boolean lifts, List<String> providers) {}

    /** What became of a removal. */
    record Lifted(String address, List<SuppressionView> removed, List<ByProvider> providers) {}
}
