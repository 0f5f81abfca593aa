package io.mailsender.provider.adapter;

import io.mailsender.oauth.TokenFinding;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Looks up whether a token can be obtained. Only a login over SMTP shows whether the server accepts it. */
final class SmtpTokenAccount implements AccountLookup {

    private static final Finding NOT_PERMITTED = Finding.error(
            Check.RIGHTS,
            "the token lacks the application permission SMTP.SendAsApp",
            "add it to the app registration (Office 365 Exchange Online) and grant admin consent; see docs/oauth.md");

    private final SmtpOAuth2 oauth2;

    SmtpTokenAccount(SmtpOAuth2 oauth2) {
        this.oauth2 = oauth2;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return TokenFinding.of(oauth2.tokens(), "SMTP.SendAsApp", NOT_PERMITTED);
    }
}
