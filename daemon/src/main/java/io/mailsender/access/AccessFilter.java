package io.mailsender.access;

import io.github.bucket4j.TimeMeter;
import io.mailsender.http.ClientAddress;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who brings a key ({@code Authorization: Bearer}, RFC 6750) that is good for what is asked. Open to everybody are the API's
 * description and the health probes. Nothing is read of the body of a request that it refuses.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class AccessFilter {

    private static final List<String> OPEN = List.of("/swagger-ui", "/openapi.yml", "/health");
    private static final String METRICS = "/prometheus";
    private static final String SCHEME = "Bearer ";

    /** What a wrong key and none hear: which of the two, or why, is nobody's business. */
    private static final Problem UNKNOWN = Problem.of(
            HttpStatus.UNAUTHORIZED,
            "An API key is needed: Authorization: Bearer KEY, with one that is neither expired nor revoked.");

    private static final Problem UNCHECKED = Problem.of(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The store does not answer, so keys cannot be checked just now. Try again later.");

    private final KeyRing keys;
    private final LoopbackGuard neighbours;
    private final ClientAddress addresses;
    private final Audit audit;
    private final Counter refused;
    private final FailedAttempts failures = new FailedAttempts(TimeMeter.SYSTEM_NANOTIME);

    AccessFilter(KeyRing keys, LoopbackGuard neighbours, ClientAddress addresses, Audit audit, MeterRegistry meters) {
        this.keys = keys;
        this.neighbours = neighbours;
        this.addresses = addresses;
        this.audit = audit;
        this.refused = Counter.builder("mail.sender.requests.without.key")
                .description("Requests that came with a wrong API key or none")
                .register(meters);
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        if (isOpen(request.getPath())) {
            return null;
        }
        try {
            if (keys.isEmpty()) {
                neighbours.check(request);
                return null;
            }
            String key = presented(request);
            Optional<Caller> caller = key == null ? Optional.empty() : keys.find(key);
            if (caller.isEmpty()) {
                return stranger(request, key != null);
            }
            caller.get().makes(request);
            caller.get().take(Quota.Kind.REQUESTS, 1);
            Scope needed = needed(request);
            if (needed != null && !caller.get().has(needed)) {
                throw Caller.forbidden("This key has not the scope " + needed.word() + ", which this takes.");
            }
            return null;
        } catch (ProblemException e) {
            MutableHttpResponse<Problem> refusal = e.response();
            // A filter's own answer does not come to what it does with answers.
            account(request, refusal);
            return refusal;
        }
    }

    @ResponseFilter
    void account(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (isOpen(request.getPath())) {
            return;
        }
        KeyUsage usage = Caller.of(request).usage();
        if (usage.isLimited()) {
            response.header("RateLimit-Policy", usage.policies());
            response.header("RateLimit", usage.rests());
        }
        // Who asks too often does nothing but fill the disk; a metric counts it.
        if (response.code() != HttpStatus.TOO_MANY_REQUESTS.getCode()) {
            audit.write(request, response, addresses.of(request).getHostAddress());
        }
    }

    private static boolean isOpen(String path) {
        if (path.equals("/")) {
            return true;
        }
        for (String open : OPEN) {
            if (path.startsWith(open) && (path.length() == open.length() || path.charAt(open.length()) == '/')) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String presented(HttpRequest<?> request) {
        String authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        return authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? null
                : authorization.substring(SCHEME.length()).strip();
    }

    /**
     * Who comes too often is not written down any more: it would fill the disk.
     *
     * @param guessed whether there is a key, if a wrong one
     */
    private HttpResponse<Problem> stranger(HttpRequest<?> request, boolean guessed) {
        boolean tooOften = failures.add(addresses.limitKey(request));
        refused.increment();
        // It may be a good key of the store's, which cannot be asked.
        boolean unchecked = guessed && keys.isStale();
        if (guessed && tooOften && !unchecked) {
            return new ProblemException(
                            Problem.of(HttpStatus.TOO_MANY_REQUESTS, "Too many attempts with a wrong API key."),
                            Duration.ofMinutes(1).dividedBy(FailedAttempts.PER_MINUTE))
                    .response();
        }
        MutableHttpResponse<Problem> response = unchecked
                ? new ProblemException(UNCHECKED, Duration.ofSeconds(1)).response()
                : new ProblemException(UNKNOWN).response().header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        if (!tooOften) {
            account(request, response);
        }
        return response;
    }

    /** @return {@code null} where there is nothing: whoever has a key may hear that */
    private static @Nullable Scope needed(HttpRequest<?> request) {
        return RouteAttributes.getRouteMatch(request)
                .map(route -> request.getPath().equals(METRICS)
                        ? Scope.READ
                        : route.getAnnotationMetadata()
                                .enumValue(Needs.class, Scope.class)
                                .orElse(Scope.ADMIN))
                .orElse(null);
    }
}
