package io.mailsender.provider.adapter;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reply of an SMTP server (RFC 5321, section 4.2) and what a refusal means.
 *
 * @param code its three digits; anything else where it was no SMTP reply
 * @param text all lines as one, without the codes
 */
record SmtpReply(int code, String text) {

    private static final Pattern QUEUE_ID = Pattern.compile(
            // Postfix "Ok: queued as 4Z", Exim "OK id=1t-0a-0b", Amazon SES "Ok 0100018f-…"
            "(?:queued as |\\bid=|^ok )<?([\\w.@+/=-]{4,})>?", Pattern.CASE_INSENSITIVE);

    /**
     * @param response the lines as received
     */
    static SmtpReply of(int code, @Nullable String response) {
        if (response == null || code < 200 || code > 599) {
            return new SmtpReply(code, response == null ? "" : response);
        }
        return new SmtpReply(
                code,
                response.lines()
                        .map(line -> line.substring(Math.min(4, line.length())))
                        .collect(Collectors.joining(" ")));
    }

    boolean isPositive() {
        return code >= 200 && code < 300;
    }

    boolean isRefusal() {
        return code >= 400 && code < 600;
    }

    /** The server ends the session (RFC 5321, section 3.8). */
    boolean isClosing() {
        return code == 421;
    }

    Reply toReply() {
        return new Reply(Math.max(code, 0), text);
    }

    /** The id under which the server queued the message, or all it said where no id is recognisable. */
    @Nullable
    String queueId() {
        Matcher id = QUEUE_ID.matcher(text);
        if (id.find()) {
            return id.group(1);
        }
        return text.isBlank() ? null : toReply().text();
    }

    /** What a refusal of RCPT, DATA or the message means: RFC 5321 section 4.2.1, RFC 4954 section 6, RFC 3463. */
    Outcome refusal() {
        if (code == 530 || code == 534 || code == 535 || code == 538) {
            return new Unavailable(Cause.ACCOUNT, toReply());
        }
        if (code < 500) {
            return new Unavailable(Cause.THROTTLED, toReply());
        }
        return isTooBig() ? new Unavailable(Cause.UNSUPPORTED, toReply()) : new Rejected(toReply());
    }

    /**
     * What a refusal of MAIL means. The return path is the provider's own setting, so a permanent one speaks of the account here
     * (sender not verified, not logged in), and another provider with another account may well take the message.
     */
    Outcome refusalOfSender() {
        Outcome outcome = refusal();
        return outcome instanceof Rejected ? new Unavailable(Cause.ACCOUNT, toReply()) : outcome;
    }

    /** Bigger than this server's limit (552, 5.3.4), unless it is the recipient's mailbox that is full (552 5.2.2). */
    private boolean isTooBig() {
        return text.contains("5.3.4") || (code == 552 && !text.contains("5.2.2"));
    }
}
