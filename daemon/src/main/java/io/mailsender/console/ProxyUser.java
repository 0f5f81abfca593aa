package io.mailsender.console;

import io.mailsender.access.Caller;
import io.mailsender.access.KeyLogin;
import io.mailsender.config.TrustedProxies;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Single sign-on: the user that a trusted proxy names in a header, with the API key that {@code console.users} gives to that user. */
@Singleton
final class ProxyUser {

    private static final String OTHERS = "*";

    private final ConsoleSettings settings;
    private final TrustedProxies proxies;
    private final KeyLogin keys;

    ProxyUser(ConsoleSettings settings, TrustedProxies proxies, KeyLogin keys) {
        this.settings = settings;
        this.proxies = proxies;
        this.keys = keys;
    }

    /** @param name of the user */
    record Found(String name, Caller caller) {}

    /**
     * @return empty if no trusted proxy names one
     * @throws ProblemException 403 if the user has no key, or the proxy names several users
     */
    Optional<Found> of(HttpRequest<?> request) {
        String header = settings.userHeader();
        if (header == null || !proxies.contains(request.getRemoteAddress().getAddress())) {
            return Optional.empty();
        }
        List<String> names = request.getHeaders().getAll(header);
        if (names.isEmpty() || names.size() == 1 && names.get(0).isBlank()) {
            return Optional.empty();
        }
        Map<String, String> users = settings.users() == null ? Map.of() : settings.users();
        String name = names.get(0).strip();
        // A proxy that appends to what the browser sent makes a list of it: that is nobody's name, unless it is listed.
        String key = users.getOrDefault(name, name.indexOf(',') < 0 ? users.get(OTHERS) : null);
        if (names.size() > 1 || key == null) {
            throw refused(
                    "The proxy signed you in, but no API key is for this user. Ask the operator to add the user to console.users.");
        }
        return Optional.of(
                new Found(
                        name,
                        keys.named(key)
                                .orElseThrow(
                                        () -> refused(
                                                "The API key that console.users names for this user does not exist, has expired or was revoked."))));
    }

    private static ProblemException refused(String why) {
        return new ProblemException(Problem.of(HttpStatus.FORBIDDEN, why));
    }
}
