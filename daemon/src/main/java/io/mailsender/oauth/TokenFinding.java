package io.mailsender.oauth;

import io.mailsender.common.AsyncFailure;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What obtaining a token shows about a provider. */
public final class TokenFinding {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private TokenFinding() {}

    /**
     * Requests a token, cached or not, since permissions change.
     *
     * @param role the application permission that sending needs, for a token that names its permissions
     * @return the findings. Completes exceptionally with {@link LookupFailedException} if the token endpoint could not be asked; a
     *     refusal is a finding
     */
    public static CompletionStage<List<Finding>> of(TokenCache tokens, String role) {
        return tokens.request(WAIT).thenApply(token -> found(token, role)).exceptionally(TokenFinding::refused);
    }

    private static List<Finding> found(AccessToken token, String role) {
        TokenClaims claims = TokenClaims.of(token);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                Check.LOGIN, claims.isOpaque() ? "a token was obtained" : "a token was obtained: " + claims.text()));
        if (!claims.isOpaque()) {
            findings.add(
                    claims.roles().contains(role)
                            ? Finding.ok(Check.RIGHTS, "the token has the permission " + role)
                            : Finding.error(
                                    Check.RIGHTS,
                                    "the token lacks the application permission " + role,
                                    "add it to the app registration and grant admin consent; see docs/oauth.md"));
        }
        return findings;
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
