package io.mailsender.http;

import io.mailsender.config.ApiKeys;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who brings a key ({@code Authorization: Bearer}, RFC 6750). Open to everybody are the API's description and the health
 * probes. Without any configured key all of it is open; the daemon then listens on loopback only.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Requires(property = "api-keys")
final class ApiKeyFilter {

    private static final List<String> OPEN = List.of("/swagger-ui", "/swagger", "/openapi.yml", "/health");
    private static final String SCHEME = "Bearer ";

    private final Map<String, byte[]> hashes = new LinkedHashMap<>();

    ApiKeyFilter(ApiKeys keys) {
        keys.hashes().forEach((name, hash) -> hashes.put(name, HexFormat.of().parseHex(hash)));
    }

    @RequestFilter
    @Nullable
    HttpResponse<Problem> check(HttpRequest<?> request) {
        if (hashes.isEmpty() || isOpen(request.getPath())) {
            return null;
        }
        String caller = caller(request.getHeaders().get(HttpHeaders.AUTHORIZATION));
        if (caller != null) {
            Caller.set(request, caller);
            return null;
        }
        return HttpResponse.<Problem>status(HttpStatus.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .contentType(Problem.MEDIA_TYPE)
                .body(
                        Problem.of(
                                HttpStatus.UNAUTHORIZED,
                                "An API key is needed: Authorization: Bearer KEY, with one whose hash is in the daemon's api-keys."));
    }

    private static boolean isOpen(String path) {
        return path.equals("/") || OPEN.stream().anyMatch(open -> path.equals(open) || path.startsWith(open + "/"));
    }

    private @Nullable String caller(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        byte[] hash = Sha256.of(authorization.substring(SCHEME.length()).strip());
        String caller = null;
        for (Map.Entry<String, byte[]> one : hashes.entrySet()) {
            // All of them are compared, each in constant time, so that the answer's delay says nothing.
            if (MessageDigest.isEqual(one.getValue(), hash)) {
                caller = one.getKey();
            }
        }
        return caller;
    }
}
