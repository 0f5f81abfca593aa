package io.mailsender.oauth;

import io.mailsender.common.AsyncFailure;
import io.mailsender.provider.HttpResult;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.Reply;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the access token of one provider. After 80 % of its life a new one is requested in the background, while the old one is used
 * until it expires. Only one request runs at a time, for all who wait.
 */
public final class TokenCache {

    private static final Logger LOG = LoggerFactory.getLogger(TokenCache.class);

    /** For one request, from its start to the last byte of the answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The shortest time between two renewals in the background, so that not every message starts one while they fail. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final String provider;
    private final TokenGrant grant;
    private final ProviderHttp http;
    private final Clock clock;
    private volatile @Nullable AccessToken known;
    private volatile Instant nextRenewal = Instant.MIN;
    private @Nullable CompletableFuture<AccessToken> running;

    /** @param provider its name, for the log */
    public TokenCache(String provider, TokenGrant grant, ProviderHttp http, Clock clock) {
        this.provider = provider;
        this.grant = grant;
        this.http = http;
        this.clock = clock;
    }

    /** A token that can be used immediately; empty if {@link #request} is needed. Never blocks. */
    public Optional<AccessToken> cached() {
        AccessToken last = known;
        Instant now = clock.instant();
        if (last == null || !now.isBefore(last.expires())) {
            return Optional.empty();
        }
        if (!now.isBefore(last.renewAt()) && !now.isBefore(nextRenewal)) {
            nextRenewal = now.plus(PAUSE);
            start().whenComplete((token, failure) -> {
                if (failure != null) {
                    LOG.warn(
                            "provider {}: access token cannot be renewed; the old one is used until {} ({})",
                            provider,
                            last.expires(),
                            AsyncFailure.cause(failure).getMessage());
                }
            });
        }
        return Optional.of(last);
    }

    /**
     * Requests a new token, unless a request is running already.
     *
     * @param wait how long to wait for it
     * @return completes exceptionally with {@link TokenUnavailableException} if there is none
     */
    public CompletionStage<AccessToken> request(Duration wait) {
        // A copy, so that one timeout does not fail the others; asynchronous, to keep the dependent stages off the
        // JDK's timer thread.
        return start().copy()
                .orTimeout(Math.max(1, wait.toNanos()), TimeUnit.NANOSECONDS)
                .handleAsync((token, failure) -> {
                    if (failure == null) {
                        return token;
                    }
                    Throwable cause = AsyncFailure.cause(failure);
                    throw cause instanceof TokenUnavailableException unavailable
                            ? unavailable
                            : unavailable(cause, wait);
                });
    }

    /** A token other than the given one, which the provider refused. */
    public CompletionStage<AccessToken> other(AccessToken refused, Duration wait) {
        synchronized (this) {
            if (refused.equals(known)) {
                known = null;
            }
        }
        return cached().<CompletionStage<AccessToken>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> request(wait));
    }

    private synchronized CompletableFuture<AccessToken> start() {
        CompletableFuture<AccessToken> current = running;
        if (current == null || current.isDone()) {
            current = exchange()
                    .thenApply(result -> {
                        AccessToken token = TokenAnswer.read(result, clock);
                        known = token;
                        return token;
                    })
                    .toCompletableFuture();
            running = current;
        }
        return current;
    }

    private CompletionStage<HttpResult> exchange() {
        HttpRequest<?> request = HttpRequest.POST(grant.endpoint(), null)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_FORM_URLENCODED);
        byte[] form = encoded(grant.form(clock.instant())).getBytes(StandardCharsets.US_ASCII);
        return http.exchange(request, form, TIMEOUT);
    }

    private static String encoded(Map<String, String> form) {
        Function<String, String> encoder = text -> URLEncoder.encode(text, StandardCharsets.UTF_8);
        return new TreeMap<>(form)
                .entrySet().stream()
                        .map(field -> encoder.apply(field.getKey()) + "=" + encoder.apply(field.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static TokenUnavailableException unavailable(Throwable cause, Duration wait) {
        String reason = cause instanceof TimeoutException
                ? "no answer within " + wait.toMillis() + " ms"
                : cause.getClass().getSimpleName();
        return new TokenUnavailableException(
                new Unavailable(Cause.UNREACHABLE, Reply.none("no token: the token endpoint: " + reason)));
    }
}
