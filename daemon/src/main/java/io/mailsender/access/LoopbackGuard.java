package io.mailsender.access;

import io.mailsender.config.ServerSettings;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may call a daemon without keys: a program on its machine. Not a stranger for whom a proxy on the machine calls, and not a web page
 * that made a browser on the machine call a name of the page's own, which leads here (DNS rebinding).
 */
@Singleton
final class LoopbackGuard {

    private static final List<String> NAMES = List.of("localhost", "127.0.0.1", "[::1]");
    private static final List<String> PROXIED =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    private final String own;

    LoopbackGuard(ServerSettings server) {
        this.own = server.host();
    }

    /** @throws ProblemException 403 for anybody else */
    void check(HttpRequest<?> request) {
        if (PROXIED.stream().anyMatch(request.getHeaders()::contains)) {
            throw refused("A daemon without API keys serves this machine only, and this request came through a proxy.");
        }
        if (!isHere(request.getHeaders().get(HttpHeaders.HOST))) {
            throw refused("A daemon without API keys serves this machine only, under the names "
                    + String.join(", ", NAMES) + ".");
        }
    }

    private boolean isHere(@Nullable String host) {
        if (host == null) {
            return true; // No browser leaves it out.
        }
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return NAMES.stream().anyMatch(name::equalsIgnoreCase) || name.equalsIgnoreCase(own);
    }

    private static ProblemException refused(String why) {
        return new ProblemException(
                Problem.of(HttpStatus.FORBIDDEN, why + " Make a key for others: mail-sender keys create NAME."));
    }
}
