package io.mailsender.provider.adapter;

import static io.mailsender.provider.ErrorTable.code;

import io.mailsender.provider.ErrorTable;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.Verdict;
import java.util.Locale;
import java.util.Optional;

/**
 * An error of Mailjet (<a href="https://dev.mailjet.com/email/guides/send-api-v31/">Send API v3.1, "Send API errors"</a>).
 *
 * @param errorCode for example {@code mj-0013}; empty if there is none, as in the answer to a wrong key
 * @param statusCode the error's own HTTP status; 0 if there is none
 * @param message for people
 */
record MailjetError(String errorCode, int statusCode, String message) {

    /** The sender is not verified, or the account may not set it. */
    private static final String SENDER = "send-0008";

    /** Only an address makes a message wrong everywhere. The other rules are Mailjet's, so another provider may carry the message. */
    private static final ErrorTable TABLE = ErrorTable.of(
            code("mj-0013", Verdict.REJECTED),
            code("mj-0001", Verdict.ACCOUNT),
            code("mj-0015", Verdict.ACCOUNT),
            code("send-0006", Verdict.ACCOUNT),
            code("send-0007", Verdict.ACCOUNT),
            code(SENDER, Verdict.ACCOUNT),
            code("mj-0002", Verdict.UNSUPPORTED),
            code("mj-0003", Verdict.UNSUPPORTED),
            code("mj-0004", Verdict.UNSUPPORTED),
            code("mj-0005", Verdict.UNSUPPORTED),
            code("mj-0006", Verdict.UNSUPPORTED),
            code("mj-0007", Verdict.UNSUPPORTED),
            code("mj-0008", Verdict.UNSUPPORTED),
            code("mj-0011", Verdict.UNSUPPORTED),
            code("mj-0012", Verdict.UNSUPPORTED),
            code("send-0003", Verdict.UNSUPPORTED),
            code("send-0004", Verdict.UNSUPPORTED),
            code("send-0010", Verdict.UNSUPPORTED),
            code("send-0011", Verdict.UNSUPPORTED),
            code("send-0012", Verdict.UNSUPPORTED),
            code("send-0013", Verdict.UNSUPPORTED),
            code("send-0015", Verdict.UNSUPPORTED),
            code("send-0016", Verdict.UNSUPPORTED));

    VendorReply vendorReply(Answer answer, String from) {
        // One caller's sender must not make the provider rest for all messages.
        return isAboutAnotherSender(from)
                ? new VendorReply(message, reply -> Optional.of(new Unavailable(Cause.UNSUPPORTED, reply)))
                : TABLE.reply(answer, errorCode, message);
    }

    /** The outcome if the answer itself is a 2xx. Empty if the error blames neither the message nor the account. */
    Optional<Outcome> outcome(Answer answer, String from) {
        Reply reply = new Reply(answer.status(), message);
        Optional<Outcome> known = vendorReply(answer, from).verdict().apply(reply);
        return known.isEmpty() && statusCode == 400 ? Optional.of(new Rejected(reply)) : known;
    }

    /** The text is {@code "a@b" is not an authorized sender email address for your account.} */
    private boolean isAboutAnotherSender(String from) {
        return errorCode.equals(SENDER)
                && message.contains("@")
                && !message.toLowerCase(Locale.ROOT).contains(from.toLowerCase(Locale.ROOT));
    }
}
