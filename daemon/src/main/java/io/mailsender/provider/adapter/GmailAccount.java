package io.mailsender.provider.adapter;

import io.mailsender.oauth.TokenFinding;
import io.mailsender.oauth.TokenLookup;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupHttp;
import io.micronaut.json.tree.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Looks up whether a token can be obtained, which for a service account shows its delegation too, and whether the mailbox has the sender. */
final class GmailAccount implements AccountLookup {

    private final TokenLookup http;
    private final URI aliases;
    private final String from;

    GmailAccount(TokenLookup http, String endpoint, String from) {
        this.http = http;
        this.aliases = URI.create(endpoint + "/gmail/v1/users/me/settings/sendAs");
        this.from = from;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return TokenFinding.of(http.tokens())
                .thenCompose(token -> token.stream().anyMatch(finding -> finding.level() == Finding.Level.ERROR)
                        ? CompletableFuture.completedFuture(token)
                        : http.get(aliases)
                                .thenApply(answer -> Stream.concat(token.stream(), Stream.of(sender(answer)))
                                        .toList()));
    }

    private Finding sender(Answer answer) {
        if (answer.status() == 401 || answer.status() == 403) {
            String reason = GmailError.reason(answer.json().get("error"));
            return reason.equals("accessNotConfigured")
                    ? Finding.error(
                            Check.ACCOUNT,
                            "the Gmail API is not enabled in the Google Cloud project",
                            "enable it: gcloud services enable gmail.googleapis.com")
                    : Finding.unknown(
                            Check.SENDER,
                            "whether the mailbox may send as " + from
                                    + " cannot be looked up with the scope gmail.send",
                            "allow the scope gmail.readonly and set outcome-lookup: true, or look at Gmail's settings, Send mail as");
        }
        JsonNode list = answer.json().get("sendAs");
        if (answer.status() == 400) {
            return Finding.error(
                    Check.ACCOUNT,
                    "the mailbox cannot use Gmail ("
                            + GmailError.reason(answer.json().get("error")) + ")",
                    "set mailbox to a user with Gmail");
        }
        if (!answer.isSuccess() || list == null || !list.isArray()) {
            throw LookupHttp.failure(answer, false);
        }
        Optional<JsonNode> alias = Optional.empty();
        for (JsonNode one : list.values()) {
            if (JsonMember.text(one, "sendAsEmail").equalsIgnoreCase(from)) {
                alias = Optional.of(one);
            }
        }
        // The primary address has no status.
        boolean usable = alias.map(one -> JsonMember.text(one, "verificationStatus"))
                .filter(status -> status.isEmpty() || status.equals("accepted"))
                .isPresent();
        return usable
                ? Finding.ok(Check.SENDER, "the mailbox may send as " + from)
                : Finding.error(
                        Check.SENDER,
                        from + " is no verified alias of the mailbox, so Gmail would replace the sender",
                        "add it in Gmail's settings under Send mail as, and confirm it");
    }
}
