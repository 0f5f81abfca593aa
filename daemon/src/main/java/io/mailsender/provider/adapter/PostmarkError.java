package io.mailsender.provider.adapter;

import static io.mailsender.provider.ErrorTable.code;
import static io.mailsender.provider.ErrorTable.status;

import io.mailsender.provider.ErrorTable;
import io.mailsender.provider.ErrorTable.Row;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.Verdict;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads Postmark's errors, {@code {"ErrorCode","Message"}}. Nearly all have status 422; the codes look like HTTP statuses but are not.
 * From the <a href="https://postmarkapp.com/developer/api/overview#error-codes">table of codes</a>; 400, 401, 405 and 409 are from
 * earlier versions of it. Codes of other calls than {@code POST /email} are left out.
 */
final class PostmarkError {

    private static final String INACTIVE = "406";

    private static final List<String> ABOUT_SENDER =
            List.of("The 'From' address you supplied", "Invalid 'From'", "Error parsing 'From'");

    private static final ErrorTable TABLE = ErrorTable.of(
            code("10", Verdict.ACCOUNT),
            code("100", Verdict.THROTTLED),
            // Invalid request. Some are rules of Postmark alone; the others are about an address, so the message is at
            // fault.
            invalid("Invalid 'From'", Verdict.ACCOUNT),
            invalid("Error parsing 'From'", Verdict.ACCOUNT),
            invalid("metadata", Verdict.UNSUPPORTED),
            invalid("attachment", Verdict.UNSUPPORTED),
            invalid("header", Verdict.UNSUPPORTED),
            invalid("maximum", Verdict.UNSUPPORTED),
            invalid("TextBody", Verdict.UNSUPPORTED),
            code("300", Verdict.REJECTED),
            code("400", Verdict.ACCOUNT),
            code("401", Verdict.ACCOUNT),
            code("402", Verdict.UNSUPPORTED),
            code("403", Verdict.UNSUPPORTED),
            code("405", Verdict.ACCOUNT),
            code(INACTIVE, Verdict.REJECTED),
            code("409", Verdict.UNSUPPORTED),
            code("410", Verdict.UNSUPPORTED),
            code("411", Verdict.UNSUPPORTED),
            code("412", Verdict.ACCOUNT),
            code("413", Verdict.ACCOUNT),
            code("422", Verdict.ACCOUNT),
            code("429", Verdict.THROTTLED),
            code("1226", Verdict.ACCOUNT),
            code("1235", Verdict.ACCOUNT),
            code("1236", Verdict.ACCOUNT),
            code("1480", Verdict.ACCOUNT),
            // The request does not fit the API; no message would.
            status(405, Verdict.ACCOUNT),
            status(415, Verdict.ACCOUNT));

    /** The statuses with which a code says something about the message. */
    private static final Set<Integer> WITH_CODE = Set.of(400, 409, 422);

    private PostmarkError() {}

    private static Row invalid(String text, Verdict verdict) {
        return new Row(0, "300", text, verdict);
    }

    static VendorReply read(Answer answer) {
        return answer.text("Message")
                .filter(text -> !text.isBlank())
                .map(text -> read(answer, text))
                .orElse(VendorReply.UNREADABLE);
    }

    private static VendorReply read(Answer answer, String text) {
        String code = WITH_CODE.contains(answer.status()) ? errorCode(answer) : "";
        if (code.equals(INACTIVE)) {
            return new VendorReply(
                    text, reply -> Optional.of(new Rejected(reply, PostmarkInactive.refused(text, reply))));
        }
        return TABLE.reply(answer, code, text);
    }

    /** The outcome of a code other than 0 in a 2xx; empty if there is none. */
    static Optional<Outcome> inSuccess(Answer answer, Reply reply) {
        String code = errorCode(answer);
        return code.isEmpty() || code.equals("0")
                ? Optional.empty()
                : TABLE.reply(answer, code, reply.text()).verdict().apply(reply);
    }

    /** Whether an outcome is about the From address: no sender signature, an unconfirmed one (400, 401), or not valid (300). */
    static boolean isAboutSender(Outcome outcome) {
        String text = outcome.reply().text();
        return outcome instanceof Unavailable unavailable
                && unavailable.cause() == Cause.ACCOUNT
                && (text.toLowerCase(Locale.ROOT).contains("sender signature")
                        || ABOUT_SENDER.stream().anyMatch(text::startsWith));
    }

    /** The {@code ErrorCode}; empty if there is none, as when delivery is delayed (anymail/django-anymail#392). */
    private static String errorCode(Answer answer) {
        JsonNode code = answer.json().get("ErrorCode");
        return code != null && code.isNumber() ? String.valueOf(code.getLongValue()) : "";
    }
}
