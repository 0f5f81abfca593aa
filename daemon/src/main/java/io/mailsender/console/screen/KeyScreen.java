package io.mailsender.console.screen;

import io.mailsender.access.KeyActions;
import io.mailsender.access.KeyRequest;
import io.mailsender.access.KeyView;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.console.ConfirmView;
import io.mailsender.console.Form;
import io.mailsender.console.Notice;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Query;
import io.mailsender.console.Section;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The API keys: what each may do, when it was last used; create and revoke. */
@Hidden
@Controller("/console/keys")
@Produces(MediaType.ALL)
@RequiresScope(Scope.ADMIN)
@Requires(property = "server.console", notEquals = "false")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class KeyScreen {

    private static final List<String> LIMITS = List.of("requests", "messages", "recipients", "validations");

    private final KeyActions actions;
    private final PageRenderer pages;

    KeyScreen(KeyActions actions, PageRenderer pages) {
        this.actions = actions;
        this.pages = pages;
    }

    @Get
    CompletionStage<HttpResponse<?>> list(HttpRequest<?> request) {
        Query query = Query.of(request);
        return actions.list()
                .thenApply(keys -> pages.page(
                        request,
                        Section.KEYS,
                        "API keys",
                        "screen/keys.jte",
                        KeysPage.of(query, keys, actions.isKept(), actions.isFirst())));
    }

    /** The answer has the key itself, so it is a page and no redirect: the key is in no address and no store. */
    @AuditAs("key.create")
    @Post("/create")
    CompletionStage<HttpResponse<?>> create(HttpRequest<?> request, @Body @Nullable String body) {
        Form form = Form.of(body);
        Map<String, String> limits = new LinkedHashMap<>();
        for (String kind : LIMITS) {
            String limit = form.text("limit-" + kind);
            if (limit != null) {
                limits.put(kind, limit);
            }
        }
        List<String> scopes = form.all("scope");
        boolean isFirst = actions.isFirst();
        return actions.create(new KeyRequest(
                        form.text("name"),
                        scopes.isEmpty() ? null : scopes,
                        form.entries("domains"),
                        form.entries("routes"),
                        form.day("expires"),
                        limits.isEmpty() ? null : limits))
                .thenApply(key -> pages.page(
                                request,
                                Section.KEYS,
                                "API key of " + key.name(),
                                "screen/keyCreated.jte",
                                new CreatedKey(key, isFirst))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store"));
    }

    @AuditAs("key.revoke")
    @Post("/{id}/revoke")
    CompletionStage<HttpResponse<?>> revoke(HttpRequest<?> request, String id, @Body @Nullable String body) {
        Form form = Form.of(body);
        if (form.has(ConfirmView.CONFIRMED)) {
            return actions.revoke(id).thenApply(done -> Notice.REVOKED.at("../../keys"));
        }
        return actions.list().thenApply(keys -> {
            KeyView key = keys.stream()
                    .filter(one -> id.equals(one.id()))
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such key.")));
            return pages.confirm(
                    request,
                    Section.KEYS,
                    "Revoke a key",
                    new ConfirmView(
                            "Revoke the key " + id + " of " + key.name()
                                    + "? Programs that use it are refused at once, and it cannot be brought back.",
                            "Revoke the key of " + key.name(),
                            true,
                            "revoke",
                            form.fields(),
                            "../../keys"));
        });
    }

    /**
     * A page of keys.
     *
     * @param next the query of the next page; {@code null} on the last one
     * @param isKept whether keys can be created and revoked
     * @param isFirst whether there is none so far
     */
    record KeysPage(
            Query query, List<KeyView> keys, @Nullable String next, boolean isKept, boolean isFirst) {

        private static final int PAGE = 100;

        /** The position is the number of keys before: keys are added at the end, and never removed. */
        static KeysPage of(Query query, List<KeyView> all, boolean isKept, boolean isFirst) {
            boolean onlyLive = query.text("all") == null;
            List<KeyView> shown = all.stream()
                    .filter(key -> !onlyLive || key.status().equals("live"))
                    .toList();
            int start = start(query.text("after"), shown.size());
            int end = Math.min(shown.size(), start + PAGE);
            return new KeysPage(
                    query,
                    shown.subList(start, end),
                    end < shown.size() ? query.with(List.of("all"), "after", String.valueOf(end)) : null,
                    isKept,
                    isFirst);
        }

        private static int start(@Nullable String after, int size) {
            if (after == null) {
                return 0;
            }
            if (!after.matches("[0-9]{1,9}")) {
                throw ProblemException.badRequest("after", "must be the next of a page");
            }
            return Math.min(Integer.parseInt(after), size);
        }

        /** The words of all scopes. */
        static List<Scope> scopes() {
            return List.of(Scope.values());
        }

        static List<String> limits() {
            return LIMITS;
        }
    }

    /**
     * A new key.
     *
     * @param isFirst whether people have to sign in from now on
     */
    record CreatedKey(KeyView key, boolean isFirst) {

        /** Without the key. */
        @Override
        public String toString() {
            return "CreatedKey[]";
        }
    }
}
