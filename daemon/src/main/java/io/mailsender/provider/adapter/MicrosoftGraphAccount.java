package io.mailsender.provider.adapter;

import io.mailsender.oauth.TokenFinding;
import io.mailsender.oauth.TokenLookup;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Looks up whether a token can be obtained, what it permits, and whether the mailbox is within reach. */
final class MicrosoftGraphAccount implements AccountLookup {

    private static final Finding NOT_PERMITTED = Finding.warning(
            Check.RIGHTS,
            "the token lacks the application permission Mail.Send",
            "grant it with admin consent, unless Exchange's RBAC for Applications gives the application the role; see docs/oauth.md");

    private final TokenLookup http;
    private final String url;
    private final String mailbox;

    /** @param url of the mailbox */
    MicrosoftGraphAccount(TokenLookup http, String url, String mailbox) {
        this.http = http;
        this.url = url;
        this.mailbox = mailbox;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return TokenFinding.of(http.tokens(), "Mail.Send", NOT_PERMITTED)
                .thenCompose(token -> token.stream().anyMatch(finding -> finding.level() == Finding.Level.ERROR)
                        ? CompletableFuture.completedFuture(token)
                        : http.get(URI.create(url + "/mailFolders/sentitems?$select=id"))
                                .thenApply(answer -> Stream.concat(token.stream(), Stream.of(mailbox(answer)))
                                        .toList()));
    }

    private Finding mailbox(Answer answer) {
        if (answer.isSuccess()) {
            return Finding.ok(
                    Check.SENDER,
                    "the mailbox " + mailbox + " is within reach; its Sent Items settle unknown outcomes");
        }
        String code = MicrosoftGraphError.codeOf(answer);
        if (answer.status() == 404) {
            return Finding.error(
                    Check.SENDER,
                    "there is no Exchange Online mailbox " + mailbox + " (" + code + ")",
                    "set mailbox to the address of a mailbox with a licence, or of a shared mailbox");
        }
        if (answer.status() == 401 || answer.status() == 403) {
            return Finding.unknown(
                    Check.SENDER,
                    "the mailbox " + mailbox + " cannot be looked at (" + code + "), so unknown outcomes stay unknown",
                    "grant the application permission Mail.ReadBasic.All; if it has it, RBAC for Applications or an access"
                            + " policy excludes the mailbox");
        }
        throw LookupHttp.failure(answer, false);
    }
}
