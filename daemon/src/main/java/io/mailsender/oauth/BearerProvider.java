package io.mailsender.oauth;

import io.mailsender.common.AsyncFailure;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.SenderPolicy;
import io.micronaut.http.MutableHttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** A provider with an HTTP API that wants a bearer token (RFC 6750). */
public abstract class BearerProvider extends HttpProvider {

    private final TokenCache tokens;

    protected BearerProvider(
            String name, String kind, SenderPolicy senderPolicy, ProviderHttp http, TokenCache tokens) {
        super(name, kind, senderPolicy, http);
        this.tokens = tokens;
    }

    /**
     * Makes the POST of an attempt with a token. If the API refuses a cached token (401), the POST is made again with a new one, once: a
     * refused token is checked before anything else, so the first POST certainly sent nothing.
     *
     * @param request makes the request, without its Authorization
     */
    protected final CompletionStage<Outcome> postWithToken(
            Supplier<? extends MutableHttpRequest<?>> request, byte[] body, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        Function<AccessToken, CompletionStage<Outcome>> post =
                token -> post(request.get().bearerAuth(token.value()), body, left(end));
        Optional<AccessToken> cached = tokens.cached();
        CompletionStage<Outcome> outcome = cached.isEmpty()
                ? tokens.request(timeout).thenCompose(post)
                : post.apply(cached.get())
                        .thenCompose(first -> isTokenRefused(first)
                                ? tokens.other(cached.get(), left(end)).thenCompose(post)
                                : CompletableFuture.completedFuture(first));
        return outcome.exceptionally(BearerProvider::withoutToken);
    }

    private static boolean isTokenRefused(Outcome outcome) {
        return outcome instanceof Unavailable u
                && u.cause() == Cause.ACCOUNT
                && u.reply().statusCode() == 401;
    }

    private static Outcome withoutToken(Throwable failure) {
        Throwable cause = AsyncFailure.cause(failure);
        if (cause instanceof TokenUnavailableException unavailable) {
            return unavailable.outcome();
        }
        throw new CompletionException(cause);
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }
}
