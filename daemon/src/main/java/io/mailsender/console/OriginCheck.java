package io.mailsender.console;

import io.mailsender.config.TrustedProxies;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a form that another site sent (CSRF). Browsers say where a request comes from in {@code Sec-Fetch-Site} (Fetch Metadata); over clear text
 * they do not, so that {@code Origin} has to be this host.
 */
@Singleton
final class OriginCheck {

    private final TrustedProxies proxies;

    OriginCheck(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    boolean allows(HttpRequest<?> request) {
        List<String> sites = request.getHeaders().getAll("Sec-Fetch-Site");
        return sites.isEmpty() ? isOwnOrigin(request) : sites.equals(List.of("same-origin"));
    }

    /** Whether a link on another site led here: the browser then sends no cookie. */
    boolean isLinkFromElsewhere(HttpRequest<?> request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        return site != null && (site.equals("cross-site") || site.equals("same-site"));
    }

    private boolean isOwnOrigin(HttpRequest<?> request) {
        List<String> origins = request.getHeaders().getAll(HttpHeaders.ORIGIN);
        String authority = origins.size() == 1 ? authority(origins.get(0)) : null;
        return authority != null && authority.equals(host(request));
    }

    private @Nullable String host(HttpRequest<?> request) {
        String forwarded = request.getHeaders().get("X-Forwarded-Host");
        // Each of several proxies may append its own; the first has what the browser asked for.
        return forwarded != null && proxies.contains(request.getRemoteAddress().getAddress())
                ? forwarded.split(",", 2)[0].strip()
                : request.getHeaders().get(HttpHeaders.HOST);
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
