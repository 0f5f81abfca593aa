package io.mailsender.console;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * The HTML of a mail, to be shown in a frame with {@code sandbox=""}. Anybody may have written it, so it is a document without an origin: it
 * runs no script, sends no form, and loads nothing, neither from elsewhere, which would tell the sender that it was opened, nor from here.
 */
public final class HtmlPreview {

    /** {@code sandbox} and {@code frame-ancestors} hold if somebody opens the address by itself, too. */
    static final String POLICY =
            "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:;"
                    + " form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    private HtmlPreview() {}

    public static MutableHttpResponse<byte[]> of(String html) {
        return HttpResponse.ok(html.getBytes(StandardCharsets.UTF_8))
                .contentType(MediaType.of("text/html; charset=utf-8"))
                .header("Content-Security-Policy", POLICY)
                .header("X-Frame-Options", "SAMEORIGIN")
                .header("X-DNS-Prefetch-Control", "off")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
