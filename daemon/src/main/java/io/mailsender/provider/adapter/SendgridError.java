package io.mailsender.provider.adapter;

import static io.mailsender.provider.ErrorTable.code;
import static io.mailsender.provider.ErrorTable.status;
import static io.mailsender.provider.ErrorTable.text;

import io.mailsender.provider.ErrorTable;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import io.mailsender.provider.RetryAfter;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.Verdict;
import io.micronaut.http.HttpHeaders;
import io.micronaut.json.tree.JsonNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads SendGrid's errors, {@code {"errors":[{"message","field","help"}]}}: there are no codes, so the field that the error is about
 * decides, or the text. From
 * <a href="https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors">Mail Send's errors</a>, the
 * <a href="https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/errors">API's errors</a> and
 * <a href="https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses">responses</a>.
 */
final class SendgridError {

    private static final String UNVERIFIED = "verified Sender Identity";

    private static final ErrorTable TABLE = ErrorTable.of(
            // The key is good, but the account has no credits left (sendgrid/sendgrid-nodejs#1032).
            text(401, "Maximum credits exceeded", Verdict.ACCOUNT),
            text(403, "temporar", Verdict.THROTTLED),
            // The request does not fit the API; no message would.
            status(405, Verdict.ACCOUNT),
            status(406, Verdict.ACCOUNT),
            status(415, Verdict.ACCOUNT),
            // Data residency: the account belongs to the other region.
            status(451, Verdict.ACCOUNT),
            // To SendGrid, addresses that differ only in case are one mailbox; to others they need not be.
            text(400, "only be included once", Verdict.UNSUPPORTED),
            text(400, "limit of 1000", Verdict.UNSUPPORTED),
            // Rules of SendGrid alone. An error in an address (to, cc, bcc, reply_to) is the message's fault.
            code(400, "from", Verdict.ACCOUNT),
            code(400, "subject", Verdict.UNSUPPORTED),
            code(400, "content", Verdict.UNSUPPORTED),
            code(400, "attachments", Verdict.UNSUPPORTED),
            code(400, "headers", Verdict.UNSUPPORTED),
            code(400, "categories", Verdict.UNSUPPORTED),
            code(400, "custom_args", Verdict.UNSUPPORTED),
            code(400, "mail_settings", Verdict.UNSUPPORTED));

    private SendgridError() {}

    static VendorReply read(Answer answer) {
        return first(answer)
                .map(error -> reply(answer, field(error), JsonMember.text(error, "message")))
                .orElse(VendorReply.UNREADABLE);
    }

    /** Whether an outcome is about the From address: unverified (403), or not valid (400). */
    static boolean isAboutSender(Outcome outcome) {
        return outcome instanceof Unavailable unavailable
                && unavailable.cause() == Cause.ACCOUNT
                && (unavailable.reply().statusCode() == 400
                        || unavailable.reply().text().contains(UNVERIFIED));
    }

    private static VendorReply reply(Answer answer, String field, String text) {
        if (answer.status() == 429) {
            return new VendorReply(text, reply -> Optional.of(throttled(answer, reply)));
        }
        return TABLE.reply(answer, field, text);
    }

    private static Outcome throttled(Answer answer, Reply reply) {
        Duration wait = RetryAfter.of(answer.headers(), Clock.systemUTC());
        return new Unavailable(Cause.THROTTLED, reply, wait != null ? wait : untilReset(answer.headers()));
    }

    /** By {@code X-RateLimit-Reset}: when the limit is reset, in seconds since 1970. */
    private static @Nullable Duration untilReset(HttpHeaders headers) {
        try {
            long reset = Long.parseLong(headers.get("X-RateLimit-Reset", String.class, ""));
            return RetryAfter.parse(
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            Instant.ofEpochSecond(reset).atOffset(ZoneOffset.UTC)),
                    headers,
                    Clock.systemUTC());
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    /** {@code attachments} of {@code attachments.0.type}, {@code to} of {@code personalizations.0.to.1.email}; empty without a field. */
    private static String field(JsonNode error) {
        return Stream.of(JsonMember.text(error, "field").split("[.\\[\\]]+"))
                .filter(part -> !part.equals("personalizations") && !part.equals("message") && !part.matches("\\d*"))
                .findFirst()
                .orElse("");
    }

    private static Optional<JsonNode> first(Answer answer) {
        JsonNode errors = answer.json().get("errors");
        JsonNode error = errors != null && errors.isArray() && errors.size() > 0 ? errors.get(0) : null;
        return Optional.ofNullable(error)
                .filter(JsonNode::isObject)
                .filter(e -> !JsonMember.text(e, "message").isEmpty());
    }
}
