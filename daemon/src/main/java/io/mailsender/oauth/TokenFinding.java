package io.mailsender.oauth;

import io.mailsender.common.AsyncFailure;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What obtaining a token shows about a provider. */
public final class TokenFinding {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private TokenFinding() {}

    /**
     * Requests a new token, since permissions change.
     *
     * @return the findings. Completes exceptionally with {@link LookupFailedException} if the token endpoint could not be asked; a
     *     refusal is a finding
     */
    public static CompletionStage<List<Finding>> of(TokenCache tokens) {
        return tokens.request(WAIT)
                .thenApply(token -> List.of(login(TokenClaims.of(token))))
                .exceptionally(TokenFinding::refused);
    }

    /**
     * As {@link #of(TokenCache)}, with a finding on the permissions, if the token names them.
     *
     * @param role the application permission that sending needs
     * @param missing the finding if the token lacks it
     */
    public static CompletionStage<List<Finding>> of(TokenCache tokens, String role, Finding missing) {
        return tokens.request(WAIT)
                .thenApply(token -> {
                    TokenClaims claims = TokenClaims.of(token);
                    Finding rights = claims.roles().contains(role)
                            ? Finding.ok(Check.RIGHTS, "the token has the permission " + role)
                            : missing;
                    return claims.isOpaque() ? List.of(login(claims)) : List.of(login(claims), rights);
                })
                .exceptionally(TokenFinding::refused);
    }

    private static Finding login(TokenClaims claims) {
        return Finding.ok(
                Check.LOGIN, claims.isOpaque() ? "a token was obtained" : "a token was obtained: " + claims.text());
    }

    private static List<Finding> refused(Throwable failure) {
        if (AsyncFailure.cause(failure) instanceof TokenUnavailableException unavailable) {
            Unavailable outcome = unavailable.outcome();
            if (outcome.cause() == Cause.ACCOUNT) {
                return List.of(
                        Finding.error(Check.LOGIN, outcome.reply().text(), "docs/oauth.md says what the error means"));
            }
            throw new LookupFailedException(outcome.reply(), true);
        }
        throw new CompletionException(AsyncFailure.cause(failure));
    }
}
