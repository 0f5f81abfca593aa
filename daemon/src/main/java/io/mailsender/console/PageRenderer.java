package io.mailsender.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.mailsender.access.Caller;
import io.mailsender.audit.AuditTrail;
import io.mailsender.config.ConfigOrigin;
import io.mailsender.queue.MessageStore;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders pages by templates that were compiled in the build. */
@Singleton
@Requires(property = "server.console", notEquals = "false")
public final class PageRenderer {

    /** A page runs only this daemon's script, and is in no frame. */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final TemplateEngine templates;
    private final AssetController assets;
    private final ConfigOrigin origin;
    private final AddressText addresses;
    private final boolean hasStore;

    /** @param store {@code null} without a store */
    PageRenderer(AssetController assets, ConfigOrigin origin, AddressText addresses, @Nullable MessageStore store) {
        this.templates = TemplateEngine.createPrecompiled(
                null, ContentType.Html, getClass().getClassLoader(), "io.mailsender.console");
        this.assets = assets;
        this.origin = origin;
        this.addresses = addresses;
        this.hasStore = store != null;
    }

    /** Whether messages are on record. */
    public boolean hasStore() {
        return hasStore;
    }

    /** A page for the caller of a request. @param view the parameter {@code view} of the template */
    public MutableHttpResponse<byte[]> page(
            HttpRequest<?> request, Section section, String title, String template, Object view) {
        return render(HttpStatus.OK, template, Map.of("page", page(request, section, title), "view", view));
    }

    /** As {@link #page}, with another status. */
    public MutableHttpResponse<byte[]> page(
            HttpRequest<?> request, HttpStatus status, Section section, String title, String template, Object view) {
        return render(status, template, Map.of("page", page(request, section, title), "view", view));
    }

    /** Asks before an action, which is not recorded in the audit yet. */
    public MutableHttpResponse<byte[]> confirm(
            HttpRequest<?> request, Section section, String title, ConfirmView view) {
        AuditTrail.leaveOut(request);
        return page(request, section, title, "confirm.jte", view);
    }

    /** A value as one segment of a path. */
    public static String segment(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Page page(HttpRequest<?> request, Section section, String title) {
        Visitor visitor = Visitor.of(request);
        return new Page(
                section,
                title,
                ConsolePath.base(request),
                visitor == null ? null : Caller.of(request),
                visitor == null ? "" : visitor.name(),
                visitor != null && visitor.isSession(),
                origin.trial(),
                hasStore,
                assets.styles(),
                assets.script(),
                assets.icon(),
                addresses,
                Notice.of(request));
    }

    private MutableHttpResponse<byte[]> render(HttpStatus status, String template, Map<String, Object> parameters) {
        Utf8ByteOutput html = new Utf8ByteOutput();
        templates.render(template, parameters, html);
        return HttpResponse.<byte[]>status(status)
                .contentType(MediaType.of("text/html; charset=utf-8"))
                .header("Content-Security-Policy", POLICY)
                .header("Cross-Origin-Opener-Policy", "same-origin")
                // With "no-referrer" browsers send "Origin: null" with a form, which over clear text is all that
                // OriginCheck has.
                .header("Referrer-Policy", "same-origin")
                .body(html.toByteArray());
    }
}
