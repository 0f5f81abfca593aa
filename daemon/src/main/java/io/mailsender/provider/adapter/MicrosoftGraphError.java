package io.mailsender.provider.adapter;

import static io.mailsender.provider.ErrorTable.code;

import io.mailsender.provider.ErrorTable;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.Verdict;
import io.micronaut.json.tree.JsonNode;

/**
 * Microsoft Graph's errors (<a href="https://learn.microsoft.com/graph/errors">codes of Graph</a>, <a
 * href="https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode">codes of Exchange</a>, which begin with
 * {@code Error}).
 */
final class MicrosoftGraphError {

    private static final ErrorTable TABLE = ErrorTable.of(
            code("ErrorInvalidRecipients", Verdict.REJECTED),
            code("ErrorMimeContentInvalid", Verdict.REJECTED),
            code("ErrorMimeContentInvalidBase64String", Verdict.REJECTED),
            code("ErrorMimeContentConversionFailed", Verdict.REJECTED),
            code("ErrorSendAsDenied", Verdict.UNSUPPORTED),
            code("ErrorMessageSizeExceeded", Verdict.UNSUPPORTED),
            code("ErrorAttachmentSizeLimitExceeded", Verdict.UNSUPPORTED),
            code("RequestEntityTooLarge", Verdict.UNSUPPORTED),
            code("MaximumRequestLengthExceeded", Verdict.UNSUPPORTED),
            code("InvalidAuthenticationToken", Verdict.ACCOUNT),
            code("OrganizationFromTenantGuidNotFound", Verdict.ACCOUNT),
            code("ErrorAccessDenied", Verdict.ACCOUNT),
            code("Authorization_RequestDenied", Verdict.ACCOUNT),
            code("ErrorMessageSubmissionBlocked", Verdict.ACCOUNT),
            code("ErrorAccountSuspend", Verdict.ACCOUNT),
            code("ErrorQuotaExceeded", Verdict.ACCOUNT),
            // The daily number of recipients; other 429s pass within minutes.
            code("ErrorExceededMessageLimit", Verdict.ACCOUNT),
            code("ErrorInvalidUser", Verdict.ACCOUNT),
            code("ErrorNonExistentMailbox", Verdict.ACCOUNT),
            code("ErrorMissingEmailAddress", Verdict.ACCOUNT),
            code("MailboxNotEnabledForRESTAPI", Verdict.ACCOUNT),
            code("MailboxNotSupportedForRESTAPI", Verdict.ACCOUNT),
            code("ResourceNotFound", Verdict.ACCOUNT),
            code("Request_ResourceNotFound", Verdict.ACCOUNT),
            code("ApplicationThrottled", Verdict.THROTTLED),
            code("TooManyRequests", Verdict.THROTTLED),
            code("activityLimitReached", Verdict.THROTTLED),
            code("ErrorExceededConnectionCount", Verdict.THROTTLED),
            code("ErrorServerBusy", Verdict.THROTTLED),
            code("ErrorTimeoutExpired", Verdict.UNKNOWN),
            code("ErrorInternalServerError", Verdict.UNKNOWN),
            code("ErrorInternalServerTransientError", Verdict.UNKNOWN),
            code("UnknownError", Verdict.UNKNOWN));

    private MicrosoftGraphError() {}

    /** The code; empty if the answer is not in the format of Graph. */
    static String codeOf(Answer answer) {
        return JsonMember.text(answer.json().get("error"), "code");
    }

    static VendorReply read(Answer answer) {
        JsonNode error = answer.json().get("error");
        String code = JsonMember.text(error, "code");
        if (code.isEmpty()) {
            return VendorReply.UNREADABLE;
        }
        String message = JsonMember.text(error, "message");
        return TABLE.reply(answer, code, message.isEmpty() ? code : code + ": " + message);
    }
}
