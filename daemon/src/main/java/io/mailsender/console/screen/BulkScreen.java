package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.audit.AuditTrail;
import io.mailsender.audit.Target;
import io.mailsender.console.AddressText;
import io.mailsender.console.ConfirmView;
import io.mailsender.console.Form;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Query;
import io.mailsender.console.Section;
import io.mailsender.http.ProblemException;
import io.mailsender.status.BulkActions;
import io.mailsender.status.BulkRequest;
import io.mailsender.status.BulkResult;
import io.mailsender.status.MessageActions;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Many messages: what is chosen, or all that meet a filter. It asks first, with their number, and changes nothing if that is another one then. */
@Hidden
@Controller("/console/messages")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
final class BulkScreen {

    private static final String COUNT = "count";
    private static final String CURSOR = "bulk_cursor";

    private final BulkActions bulk;
    private final MessageActions messages;
    private final AddressText addresses;
    private final PageRenderer pages;

    BulkScreen(BulkActions bulk, MessageActions messages, AddressText addresses, PageRenderer pages) {
        this.bulk = bulk;
        this.messages = messages;
        this.addresses = addresses;
        this.pages = pages;
    }

    @Get("/export.csv")
    @Produces("text/csv; charset=utf-8")
    CompletionStage<HttpResponse<?>> export(HttpRequest<?> request) {
        return messages.export(Caller.of(request), MessageFilterForm.criteria(Query.of(request)), addresses::in)
                .thenApply(file ->
                        HttpResponse.ok(file).header("Content-Disposition", "attachment; filename=\"messages.csv\""));
    }

    @Post("/bulk")
    @RequiresScope(Scope.SEND)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    CompletionStage<HttpResponse<?>> change(HttpRequest<?> request, @Body @Nullable String body) {
        Form form = Form.of(body);
        BulkDeed deed = BulkDeed.of(form.text("action"));
        AuditTrail.nameAction(request, deed.action());
        boolean isConfirmed = form.has(ConfirmView.CONFIRMED);
        BulkRequest bulkRequest = request(form, deed, isConfirmed);
        return deed.run(bulk, Caller.of(request), bulkRequest)
                .thenApply(result -> isConfirmed
                        ? done(request, form, deed, result)
                        : pages.confirm(request, Section.MESSAGES, deed.title(), question(form, deed, result)));
    }

    private static BulkRequest request(Form form, BulkDeed deed, boolean isConfirmed) {
        boolean isDry = !isConfirmed;
        Integer expected = isConfirmed ? form.integer(COUNT) : null;
        return deed.isByFilter()
                ? new BulkRequest(null, MessageFilterForm.criteria(Query.of(form)), form.text(CURSOR), isDry, expected)
                : new BulkRequest(chosen(form), null, null, isDry, expected);
    }

    private static List<String> chosen(Form form) {
        List<String> ids = form.all("id");
        if (ids.isEmpty()) {
            throw ProblemException.badRequest("id", "no message is chosen; go back, and check the boxes of some");
        }
        return ids;
    }

    private static ConfirmView question(Form form, BulkDeed deed, BulkResult forecast) {
        long count = forecast.count() == null ? forecast.done() : forecast.count();
        Map<String, List<String>> fields = new LinkedHashMap<>(form.fields());
        fields.put(COUNT, List.of(Long.toString(count)));
        return new ConfirmView(
                deed.question(count, forecast.done(), forecast.skipped().size(), forecast.next() != null),
                deed.title() + (count == 1 ? " (1 message)" : " (" + count + " messages)"),
                true,
                "bulk",
                fields,
                "../messages" + back(form));
    }

    private HttpResponse<?> done(HttpRequest<?> request, Form form, BulkDeed deed, BulkResult result) {
        List<String> ids = new ArrayList<>(result.ids());
        if (ids.isEmpty()) {
            AuditTrail.leaveOut(request);
        }
        Target.name(request, ids);
        return pages.page(
                request,
                Section.MESSAGES,
                deed.title(),
                "screen/bulk.jte",
                new BulkPage(deed, result, form.fields(), "../messages" + back(form)));
    }

    private static String back(Form form) {
        return Query.of(form).only(MessageFilterForm.FIELDS).toString();
    }

    /**
     * What became of many messages.
     *
     * @param fields of the form, to go on with the next ones
     */
    record BulkPage(BulkDeed deed, BulkResult result, Map<String, List<String>> fields, String back) {}
}
