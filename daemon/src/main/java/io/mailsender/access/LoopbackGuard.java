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
 * Restricts a daemon without keys to programs on its machine. It refuses requests that a proxy on the machine forwards, and requests
 * from a web page whose host name resolves to this machine (DNS rebinding).
 */
@Singleton
public final class LoopbackGuard {

    private static final List<String> NAMES = List.of("localhost", "127.0.0.1", "[::1]");
    private static final List<String> PROXIED =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    private final String host;

    LoopbackGuard(ServerSettings server) {
        this.host = server.host();
    }

    /** @throws ProblemException 403 for any other request */
    public void check(HttpRequest<?> request) {
        if (PROXIED.stream().anyMatch(request.getHeaders()::contains)) {
            throw refused(
                    "A daemon without API keys serves only its own machine, and this request came through a proxy.");
        }
        if (!isLocal(request.getHeaders().get(HttpHeaders.HOST))) {
            throw refused("A daemon without API keys serves only its own machine, by the names "
                    + String.join(", ", NAMES) + ".");
        }
    }

    private boolean isLocal(@Nullable String header) {
        if (header == null) {
            return true; // Every browser sends it.
        }
        int colon = header.lastIndexOf(':');
        String name = colon > header.lastIndexOf(']') ? header.substring(0, colon) : header;
        return NAMES.stream().anyMatch(name::equalsIgnoreCase) || name.equalsIgnoreCase(host);
    }

    private static ProblemException refused(String why) {
        return new ProblemException(Problem.of(
                HttpStatus.FORBIDDEN, why + " To serve others, create a key: mail-sender keys create NAME."));
    }
}
