package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.audit.AuditTrail;
import io.mailsender.console.HtmlPreview;
import io.mailsender.console.InlineImages;
import io.mailsender.console.PageRenderer;
import io.mailsender.console.Query;
import io.mailsender.console.Section;
import io.mailsender.message.Attachment;
import io.mailsender.status.ContentView;
import io.mailsender.status.MessageContents;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/** The content of a message. Each look is recorded in the audit. */
@Hidden
@Controller("/console/messages/{id}")
@Produces(MediaType.ALL)
@RequiresScope(Scope.READ)
@Requires(property = "server.console", notEquals = "false")
final class ContentScreen {

    /** Of the source that a page shows; all of it can be downloaded. */
    private static final int MAX_SOURCE = 1 << 20;

    private final MessageContents contents;
    private final AuditTrail audit;
    private final PageRenderer pages;

    ContentScreen(MessageContents contents, AuditTrail audit, PageRenderer pages) {
        this.contents = contents;
        this.audit = audit;
        this.pages = pages;
    }

    @Get("/content")
    CompletionStage<HttpResponse<?>> content(HttpRequest<?> request, String id) {
        String show = Query.of(request).text("show");
        return contents.content(Caller.of(request), audit.actor(request), id)
                .thenApply(content -> page(request, content, ContentTab.of(show, content), ""));
    }

    @Get("/source")
    CompletionStage<HttpResponse<?>> source(HttpRequest<?> request, String id) {
        return contents.content(Caller.of(request), audit.actor(request), id)
                .thenCompose(content -> contents.source(Caller.of(request), audit.actor(request), id)
                        .thenApply(bytes -> page(request, content, ContentTab.SOURCE, shown(bytes))));
    }

    @Get("/source.eml")
    CompletionStage<HttpResponse<?>> download(HttpRequest<?> request, String id) {
        return contents.source(Caller.of(request), audit.actor(request), id)
                .thenApply(bytes -> file(bytes, "message/rfc822", id + ".eml"));
    }

    @Get("/preview")
    CompletionStage<HttpResponse<?>> preview(HttpRequest<?> request, String id) {
        return contents.html(Caller.of(request), audit.actor(request), id)
                .thenApply(content -> HtmlPreview.of(InlineImages.in(content.html(), content.inline())));
    }

    /** Its own name is a stranger's: the browser gets a number, and the page says which is which. */
    @Get("/files/{number}")
    CompletionStage<HttpResponse<?>> attachment(HttpRequest<?> request, String id, int number) {
        return contents.attachment(Caller.of(request), audit.actor(request), id, number)
                .thenApply(file -> attached(file));
    }

    private static MutableHttpResponse<?> attached(Attachment file) {
        return file(file.content(), "application/octet-stream", SafeFileName.of(file.filename()));
    }

    private static MutableHttpResponse<?> file(byte[] bytes, String type, String name) {
        return HttpResponse.ok(bytes)
                .contentType(MediaType.of(type))
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .header("Content-Security-Policy", "sandbox; default-src 'none'");
    }

    private HttpResponse<?> page(HttpRequest<?> request, ContentView content, ContentTab tab, String source) {
        return pages.page(
                request,
                Section.MESSAGES,
                "Content of the message",
                "screen/content.jte",
                new ContentPage(content, tab, source));
    }

    /** A mail is bytes: each is shown as the character with its number, unless they are UTF-8. */
    private static String shown(byte[] source) {
        int length = Math.min(source.length, MAX_SOURCE);
        String text = new String(source, 0, length, StandardCharsets.UTF_8);
        return length < source.length ? text + "\n[only the beginning is shown]" : text;
    }

    /** The content, and which part of it is shown. */
    record ContentPage(ContentView content, ContentTab tab, String source) {}
}
