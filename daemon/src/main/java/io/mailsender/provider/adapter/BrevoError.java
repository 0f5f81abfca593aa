package io.mailsender.provider.adapter;

import static io.mailsender.provider.ErrorTable.code;
import static io.mailsender.provider.ErrorTable.status;
import static io.mailsender.provider.ErrorTable.text;

import io.mailsender.provider.ErrorTable;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.RetryAfter;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.Verdict;
import io.micronaut.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error of Brevo: one of the codes of {@code ErrorModel} in Brevo's SDKs. Neither they nor the manual say which status belongs to which
 * code.
 *
 * @param errorCode for example {@code invalid_parameter}; empty if there is none
 * @param message for people
 */
record BrevoError(String errorCode, String message) {

    /** Seconds until the limit is reset (<a href="https://developers.brevo.com/docs/limit-headers">Rate limit headers</a>). */
    private static final String RESET = "x-sib-ratelimit-reset";

    private static final int TOO_MANY_REQUESTS = 429;

    private static final ErrorTable TABLE = ErrorTable.of(
            code("unauthorized", Verdict.ACCOUNT),
            code("permission_denied", Verdict.ACCOUNT),
            code("reseller_permission_denied", Verdict.ACCOUNT),
            code("not_enough_credits", Verdict.ACCOUNT),
            code("account_under_validation", Verdict.ACCOUNT),
            text(400, "not yet activated", Verdict.ACCOUNT),
            // Another URL, or a proxy in between.
            code("method_not_allowed", Verdict.ACCOUNT),
            code("document_not_found", Verdict.ACCOUNT),
            // A file, a field or a tag that Brevo does not accept.
            text(400, "attachment", Verdict.UNSUPPORTED),
            text(400, "header", Verdict.UNSUPPORTED),
            text(400, "tags", Verdict.UNSUPPORTED),
            // Brevo already had a request with this key. We send none.
            code("duplicate_request", Verdict.UNKNOWN),
            code("invalid_parameter", Verdict.REJECTED),
            code("bad_request", Verdict.REJECTED),
            code("unprocessable_entity", Verdict.REJECTED),
            // Brevo's own rules, so another provider may carry the message.
            code("missing_parameter", Verdict.UNSUPPORTED),
            code("out_of_range", Verdict.UNSUPPORTED),
            code("duplicate_parameter", Verdict.UNSUPPORTED),
            code("not_acceptable", Verdict.UNSUPPORTED),
            code("campaign_processing", Verdict.UNSUPPORTED),
            code("campaign_sent", Verdict.UNSUPPORTED),
            status(405, Verdict.ACCOUNT),
            status(406, Verdict.UNSUPPORTED),
            status(415, Verdict.UNSUPPORTED));

    VendorReply vendorReply(Answer answer, String from) {
        if (answer.status() == TOO_MANY_REQUESTS) {
            return new VendorReply(
                    message, reply -> Optional.of(new Unavailable(Cause.THROTTLED, reply, retryAfter(answer))));
        }
        if (answer.status() == 400 && isAboutSender()) {
            // One caller's sender must not make the provider rest for all messages.
            Cause cause = namesAnother(from) ? Cause.UNSUPPORTED : Cause.ACCOUNT;
            return new VendorReply(message, reply -> Optional.of(new Unavailable(cause, reply)));
        }
        return TABLE.reply(answer, errorCode, message);
    }

    /** For example "Sending has been rejected because the sender you used a@b is not valid. Validate your sender or authenticate your domain". */
    private boolean isAboutSender() {
        String lowerCase = message.toLowerCase(Locale.ROOT);
        return lowerCase.contains("sender")
                && (lowerCase.contains("not valid")
                        || lowerCase.contains("invalid")
                        || lowerCase.contains("inactive")
                        || lowerCase.contains("not verified"));
    }

    private boolean namesAnother(String from) {
        return message.contains("@") && !message.toLowerCase(Locale.ROOT).contains(from.toLowerCase(Locale.ROOT));
    }

    private static @Nullable Duration retryAfter(Answer answer) {
        String reset = answer.headers().get(RESET);
        return answer.headers().contains(HttpHeaders.RETRY_AFTER) || reset == null
                ? RetryAfter.of(answer.headers(), Clock.systemUTC())
                : RetryAfter.parse(reset, answer.headers(), Clock.systemUTC());
    }
}
