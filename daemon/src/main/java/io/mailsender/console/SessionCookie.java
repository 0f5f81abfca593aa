package io.mailsender.console;

import io.mailsender.config.TrustedProxies;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The cookie with the token of a session. Over TLS its name has the prefix {@code __Host-}, which keeps other hosts from setting it
 * (RFC 6265bis, section 4.1.3.2); browsers refuse that name over clear text.
 */
@Singleton
final class SessionCookie {

    private static final String PLAIN = "mail-sender-session";
    private static final String SECURE = "__Host-" + PLAIN;

    private final TrustedProxies proxies;

    SessionCookie(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    Optional<String> token(HttpRequest<?> request) {
        return request.getCookies()
                .findCookie(isSecure(request) ? SECURE : PLAIN)
                .map(Cookie::getValue);
    }

    Cookie with(HttpRequest<?> request, String token) {
        boolean secure = isSecure(request);
        return Cookie.of(secure ? SECURE : PLAIN, token)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite(SameSite.Strict);
    }

    /** Deletes it in the browser. */
    Cookie none(HttpRequest<?> request) {
        return with(request, "").maxAge(0);
    }

    /** Whether the browser speaks TLS, with this daemon or with the proxy in front of it. */
    private boolean isSecure(HttpRequest<?> request) {
        return request.isSecure()
                || proxies.contains(request.getRemoteAddress().getAddress())
                        && "https".equalsIgnoreCase(request.getHeaders().get("X-Forwarded-Proto"));
    }
}
