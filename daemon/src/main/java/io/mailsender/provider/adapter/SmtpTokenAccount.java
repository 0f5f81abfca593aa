package io.mailsender.provider.adapter;

import io.mailsender.oauth.TokenFinding;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Looks up whether a token can be obtained. Only a login over SMTP shows whether the server accepts it. */
final class SmtpTokenAccount implements AccountLookup {

    private static final String MICROSOFT_ROLE = "SMTP.SendAsApp";

    private final SmtpOAuth2 oauth2;

    SmtpTokenAccount(SmtpOAuth2 oauth2) {
        this.oauth2 = oauth2;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return TokenFinding.of(oauth2.tokens(), MICROSOFT_ROLE);
    }
}
