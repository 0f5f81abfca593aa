package io.mailsender.oauth;

import io.mailsender.common.AsyncFailure;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.ProviderHttp;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Makes the requests of look-ups with a bearer token. */
public final class TokenLookup {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final TokenCache tokens;
    private final LookupHttp http;

    public TokenLookup(TokenCache tokens, ProviderHttp http) {
        this.tokens = tokens;
        this.http = new LookupHttp(http);
    }

    public TokenCache tokens() {
        return tokens;
    }

    /**
     * Makes a GET; once more with another token if a cached one is refused.
     *
     * @return as {@link LookupHttp#call}. Completes exceptionally with {@link LookupFailedException} also if there is no token
     */
    public CompletionStage<Answer> get(URI url) {
        return tokens.cached()
                .map(cached -> get(url, cached)
                        .thenCompose(answer -> answer.status() == 401
                                ? tokens.other(cached, WAIT).thenCompose(other -> get(url, other))
                                : CompletableFuture.completedFuture(answer)))
                .orElseGet(() -> tokens.request(WAIT).thenCompose(token -> get(url, token)))
                .exceptionally(TokenLookup::failed);
    }

    private CompletionStage<Answer> get(URI url, AccessToken token) {
        HttpRequest<?> request = HttpRequest.GET(url)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .bearerAuth(token.value());
        return http.call(request);
    }

    private static Answer failed(Throwable failure) {
        Throwable cause = AsyncFailure.cause(failure);
        if (cause instanceof TokenUnavailableException unavailable) {
            throw new LookupFailedException(
                    unavailable.outcome().reply(), unavailable.outcome().cause() != Cause.ACCOUNT);
        }
        throw cause instanceof LookupFailedException lookup ? lookup : new CompletionException(cause);
    }
}
