package io.mailsender.provider.adapter;

import io.mailsender.oauth.TokenFinding;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Looks up whether a token can be obtained, and then whether the server accepts it. */
final class SmtpTokenAccount implements AccountLookup {

    private static final Finding NOT_PERMITTED = Finding.error(
            Check.RIGHTS,
            "the token lacks the application permission SMTP.SendAsApp",
            "add it to the app registration (Office 365 Exchange Online) and grant admin consent; see docs/oauth.md");

    private final SmtpOAuth2 oauth2;
    private final AccountLookup relay;

    /** The relay's own look-up if it does not log in with tokens. */
    static AccountLookup of(Optional<SmtpOAuth2> oauth2, AccountLookup relay) {
        return oauth2.<AccountLookup>map(tokens -> new SmtpTokenAccount(tokens, relay))
                .orElse(relay);
    }

    private SmtpTokenAccount(SmtpOAuth2 oauth2, AccountLookup relay) {
        this.oauth2 = oauth2;
        this.relay = relay;
    }

    @Override
    public Optional<String> spfInclude() {
        return relay.spfInclude();
    }

    @Override
    public boolean isSenderReturnPath() {
        return relay.isSenderReturnPath();
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return TokenFinding.of(oauth2.tokens(), "SMTP.SendAsApp", NOT_PERMITTED)
                .thenCompose(token ->
                        // Without a token the server cannot be asked.
                        token.stream().anyMatch(finding -> finding.level() == Finding.Level.ERROR)
                                ? CompletableFuture.completedFuture(token)
                                : relay.findings()
                                        .thenApply(server -> Stream.concat(token.stream(), server.stream())
                                                .toList()));
    }
}
