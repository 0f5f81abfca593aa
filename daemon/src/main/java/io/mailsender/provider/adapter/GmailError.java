package io.mailsender.provider.adapter;

import static io.mailsender.provider.ErrorTable.code;
import static io.mailsender.provider.ErrorTable.text;

import io.mailsender.provider.ErrorTable;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.Verdict;
import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The Gmail API's errors, by their reason (<a
 * href="https://developers.google.com/workspace/gmail/api/guides/handle-errors">Resolve errors</a>). 403 means a rate limit, a quota or a
 * right.
 */
final class GmailError {

    private static final ErrorTable TABLE = ErrorTable.of(
            // The mailbox's daily limit, which ends after a day. The other limits with this reason end after seconds.
            text(429, "(mail sending)", Verdict.ACCOUNT),
            code("rateLimitExceeded", Verdict.THROTTLED),
            code("userRateLimitExceeded", Verdict.THROTTLED),
            code("dailyLimitExceeded", Verdict.ACCOUNT),
            code("quotaExceeded", Verdict.ACCOUNT),
            code("domainPolicy", Verdict.ACCOUNT),
            code("insufficientPermissions", Verdict.ACCOUNT),
            code("accessNotConfigured", Verdict.ACCOUNT),
            code("delegationDenied", Verdict.ACCOUNT),
            code("forbidden", Verdict.ACCOUNT),
            code("authError", Verdict.ACCOUNT),
            // "Mail service not enabled", and "Precondition check failed" for a service account that acts for no
            // mailbox.
            code("failedPrecondition", Verdict.ACCOUNT),
            code("uploadTooLarge", Verdict.UNSUPPORTED),
            code("badRequest", Verdict.REJECTED),
            code("invalidArgument", Verdict.REJECTED),
            code("invalid", Verdict.REJECTED),
            code("backendError", Verdict.UNKNOWN),
            code("internalError", Verdict.UNKNOWN));

    private GmailError() {}

    static VendorReply read(Answer answer) {
        JsonNode error = answer.json().get("error");
        String message = JsonMember.text(error, "message");
        return message.isEmpty() ? VendorReply.UNREADABLE : TABLE.reply(answer, reason(error), message);
    }

    /** The reason of the first error; empty if there is none. */
    static String reason(@Nullable JsonNode error) {
        JsonNode errors = error == null ? null : error.get("errors");
        return errors != null && errors.isArray() && errors.size() > 0 ? JsonMember.text(errors.get(0), "reason") : "";
    }
}
