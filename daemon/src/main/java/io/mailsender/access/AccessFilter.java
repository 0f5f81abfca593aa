package io.mailsender.access;

import io.mailsender.http.ClientAddress;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests with an API key ({@code Authorization: Bearer}, RFC 6750) that has the required scope. The API's description and the
 * health endpoints need no key. The body of a refused request is not read.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class AccessFilter {

    private static final List<String> OPEN = List.of("/swagger-ui", "/openapi.yml", "/health");
    private static final String EVENTS = "/events/";

    /** Its own filter admits requests: people sign in there. */
    private static final String CONSOLE = "/console";

    private static final String SCHEME = "Bearer ";

    /** The same for a wrong, an expired and no key, so that a stranger learns nothing about keys. */
    private static final Problem UNKNOWN = Problem.of(
            HttpStatus.UNAUTHORIZED,
            "This request needs a valid API key, neither expired nor revoked. Send it as Authorization: Bearer KEY.");

    private static final Problem UNCHECKED = Problem.of(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The store does not answer, so API keys cannot be checked. Try again later.");

    private final KeyRing keys;
    private final LoopbackGuard loopbackGuard;
    private final ClientAddress addresses;
    private final Audit audit;
    private final Counter withoutKey;
    private final FailedAuthenticationLimit failureLimit;

    AccessFilter(
            KeyRing keys,
            LoopbackGuard loopbackGuard,
            ClientAddress addresses,
            Audit audit,
            FailedAuthenticationLimit failureLimit,
            MeterRegistry meters) {
        this.keys = keys;
        this.loopbackGuard = loopbackGuard;
        this.addresses = addresses;
        this.audit = audit;
        this.failureLimit = failureLimit;
        this.withoutKey = Counter.builder("mail.sender.requests.without.key")
                .description("Requests with a wrong API key or none")
                .register(meters);
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        if (isOpen(request) || isConsole(request)) {
            return null;
        }
        try {
            if (keys.isEmpty()) {
                loopbackGuard.check(request);
                return null;
            }
            String key = presented(request);
            Optional<Caller> caller = key == null ? Optional.empty() : keys.find(key);
            if (caller.isEmpty()) {
                return refuse(request, key != null);
            }
            caller.get().attachTo(request);
            caller.get().authorizeRequest();
            ScopeCheck.require(request, caller.get());
            return null;
        } catch (ProblemException e) {
            MutableHttpResponse<Problem> refusal = e.response();
            // The response filter does not see the answer of a request filter.
            complete(request, refusal);
            return refusal;
        }
    }

    @ResponseFilter
    void complete(HttpRequest<?> request, MutableHttpResponse<?> response) {
        // The console reads its pages every few seconds.
        if (isOpen(request) || isConsole(request) && request.getMethod() == HttpMethod.GET) {
            return;
        }
        KeyUsage usage = Caller.of(request).usage();
        if (usage.isLimited()) {
            response.header("RateLimit-Policy", usage.policy());
            response.header("RateLimit", usage.remaining());
        }
        // Too many requests would fill the disk; a metric counts them.
        if (response.code() != HttpStatus.TOO_MANY_REQUESTS.getCode()) {
            audit.record(request, response, addresses.of(request).getHostAddress());
        }
    }

    private static boolean isOpen(HttpRequest<?> request) {
        String path = request.getPath();
        return isOpen(path) || path.startsWith(EVENTS) && !isMail(request);
    }

    /** A vendor's post is authenticated by its provider, a mail by the API key of the program that hands it in. */
    private static boolean isMail(HttpRequest<?> request) {
        return request.getContentType()
                .filter(type -> type.getName().equalsIgnoreCase("message/rfc822"))
                .isPresent();
    }

    private static boolean isOpen(String path) {
        return path.equals("/") || OPEN.stream().anyMatch(prefix -> isBelow(prefix, path));
    }

    private static boolean isConsole(HttpRequest<?> request) {
        return isBelow(CONSOLE, request.getPath());
    }

    private static boolean isBelow(String prefix, String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    private static @Nullable String presented(HttpRequest<?> request) {
        String authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        return authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? null
                : authorization.substring(SCHEME.length()).strip();
    }

    /**
     * Once an address is over the limit its requests are no longer audited: they would fill the disk.
     *
     * @param hasKey whether the request has a key, which is wrong
     */
    private HttpResponse<Problem> refuse(HttpRequest<?> request, boolean hasKey) {
        boolean tooOften = failureLimit.isExceededBy(addresses.limitKey(request));
        withoutKey.increment();
        // The key may be in the store, which cannot be read.
        boolean unchecked = hasKey && keys.isStale();
        if (hasKey && tooOften && !unchecked) {
            return new ProblemException(
                            Problem.of(
                                    HttpStatus.TOO_MANY_REQUESTS,
                                    "Too many requests with a wrong API key from this address. Try again later."),
                            Duration.ofMinutes(1).dividedBy(FailedAuthenticationLimit.PER_MINUTE))
                    .response();
        }
        MutableHttpResponse<Problem> response = unchecked
                ? new ProblemException(UNCHECKED, Duration.ofSeconds(1)).response()
                : new ProblemException(UNKNOWN).response().header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        if (!tooOften) {
            complete(request, response);
        }
        return response;
    }
}
