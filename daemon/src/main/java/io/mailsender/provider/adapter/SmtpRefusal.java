package io.mailsender.provider.adapter;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a refusal concerns: the account, the mailbox, the content or the pace. The step says little: Postfix delays HELO, client
 * and sender refusals to RCPT ({@code smtpd_delay_reject}), Gmail and Exchange Online refuse everything at the final dot. So the enhanced
 * status code (RFC 3463) and the text decide. A text about the account comes first, since most servers use {@code 5.7.1} for everything.
 * Only a clear verdict on the mailbox or the content is final. Any other permanent refusal is unsupported: the next provider may try, and
 * health is not affected.
 */
final class SmtpRefusal {

    /** Also in the middle of the text, as in {@code (#5.1.1)} or {@code said: 550 5.1.1}, but not in an IP address. */
    private static final Pattern ENHANCED =
            Pattern.compile("(?<![\\w.-])[245]\\.(\\d{1,3}\\.\\d{1,3})(?![\\w-]|\\.\\d)");

    /** Limits the time that the patterns take. */
    private static final int MAX_TEXT = 1000;

    private final SmtpReply reply;
    private final SmtpStep step;
    private final int accepted;
    private final String text;
    private final String detail;

    private SmtpRefusal(SmtpReply reply, SmtpStep step, int accepted) {
        this.reply = reply;
        this.step = step;
        this.accepted = accepted;
        String all = reply.text();
        this.text = all.substring(0, Math.min(MAX_TEXT, all.length()));
        Matcher code = ENHANCED.matcher(text);
        this.detail = code.find() ? code.group(1) : "";
    }

    /** The outcome of a refusal before the first MAIL. */
    static Outcome of(SmtpReply reply, SmtpStep step) {
        return of(reply, step, 0);
    }

    /** @param accepted how many recipients the server has accepted in this transaction */
    static Outcome of(SmtpReply reply, SmtpStep step, int accepted) {
        SmtpRefusal refusal = new SmtpRefusal(reply, step, accepted);
        Cause cause = refusal.cause();
        return cause == null ? new Rejected(reply.toReply()) : new Unavailable(cause, reply.toReply());
    }

    /** {@code null} for a verdict on the mailbox or the content. */
    private @Nullable Cause cause() {
        if (step.isBefore(SmtpStep.MAIL)) {
            return beforeMail();
        }
        return reply.isPermanent() ? permanent() : transientCause();
    }

    /** Never final, since the server knows nothing of the message yet. 454 at AUTH is a temporary failure (RFC 4954, section 6). */
    private Cause beforeMail() {
        if (step == SmtpStep.STARTTLS || !reply.isRefusal()) {
            return Cause.UNREACHABLE;
        }
        if (step == SmtpStep.GREETING) {
            return reply.isPermanent() ? Cause.UNREACHABLE : Cause.THROTTLED;
        }
        return reply.isPermanent() || says(SmtpRefusalPattern.CREDIT) ? Cause.ACCOUNT : Cause.THROTTLED;
    }

    private Cause transientCause() {
        if (reply.isClosing()) {
            return Cause.THROTTLED;
        }
        if (isTooManyRecipients()) {
            return accepted > 0 ? Cause.OVERFLOW : Cause.THROTTLED;
        }
        if (says(SmtpRefusalPattern.CREDIT) || says(SmtpRefusalPattern.LOGON)) {
            return Cause.ACCOUNT;
        }
        if (says(SmtpRefusalPattern.GREYLISTED)) {
            return Cause.DEFERRED;
        }
        if (step == SmtpStep.MAIL || detail.matches("1\\.[78]")) {
            return Cause.THROTTLED;
        }
        if (detail.matches("[12]\\.\\d+")) {
            return Cause.DEFERRED;
        }
        if (says(SmtpRefusalPattern.ACCOUNT)) {
            return Cause.THROTTLED;
        }
        if (says(SmtpRefusalPattern.MAILBOX)) {
            return Cause.DEFERRED;
        }
        // Greylisting without a text. RFC 5321, section 4.2.3: 450 concerns the mailbox.
        boolean ofTheMailbox = step == SmtpStep.RCPT
                && (detail.equals("7.1") || (detail.isEmpty() && reply.code() == 450))
                && !says(SmtpRefusalPattern.PACE);
        return ofTheMailbox ? Cause.DEFERRED : Cause.THROTTLED;
    }

    private @Nullable Cause permanent() {
        if (reply.code() == 530 || reply.code() == 534 || reply.code() == 535 || reply.code() == 538) {
            return Cause.ACCOUNT;
        }
        if (isTooManyRecipients()) {
            return accepted > 0 && step == SmtpStep.RCPT ? Cause.OVERFLOW : Cause.UNSUPPORTED;
        }
        if (detail.matches("2\\.252|7\\.60|7\\.1[23]\\d") || says(SmtpRefusalPattern.SEND_AS)) {
            return Cause.UNSUPPORTED;
        }
        boolean big = detail.matches("3\\.4|2\\.3") || says(SmtpRefusalPattern.SIZE);
        if (step == SmtpStep.MAIL) {
            // The return path is a setting of the provider, so a refusal concerns the account.
            return big || reply.code() == 552 ? Cause.UNSUPPORTED : pace().orElse(Cause.ACCOUNT);
        }
        boolean contentIsKnown = !step.isBefore(SmtpStep.BODY);
        if (contentIsKnown && (detail.matches("6\\.\\d+|7\\.520") || says(SmtpRefusalPattern.HARMFUL))) {
            return null;
        }
        if (detail.matches("1\\.[78]|4\\.5|7\\.(?:3|8|25|26|27|30|54|57|64|139|5\\d\\d|6\\d\\d|7\\d\\d)")) {
            return Cause.ACCOUNT;
        }
        boolean namesTheMailbox = detail.matches("1\\.(?:1|2|3|6|10)|2\\.[124]|7\\.17");
        if (says(SmtpRefusalPattern.ACCOUNT) || says(SmtpRefusalPattern.CREDIT) || says(SmtpRefusalPattern.LOGON)) {
            return Cause.ACCOUNT;
        }
        if (big) {
            return Cause.UNSUPPORTED;
        }
        if (namesTheMailbox || isUnknownAtTheEdge() || (says(SmtpRefusalPattern.MAILBOX) && !isTextOfTheStandard())) {
            return verdictOnTheMailbox();
        }
        if (contentIsKnown && ((reply.code() == 552 && detail.equals("7.0")) || says(SmtpRefusalPattern.CONTENT))) {
            return null;
        }
        return pace().orElse(Cause.UNSUPPORTED);
    }

    /** Whether a refusal after RCPT judges the only accepted mailbox, and so does not concern the other recipients. */
    static boolean judgesTheOnlyOne(SmtpReply reply, SmtpStep step, int accepted) {
        return accepted == 1
                && step != SmtpStep.RCPT
                && of(reply, step, 1) instanceof Rejected
                && !(of(reply, step, 2) instanceof Rejected);
    }

    /** Final only for a single mailbox: with several accepted, the reply does not say which one it concerns. */
    private @Nullable Cause verdictOnTheMailbox() {
        return step == SmtpStep.RCPT || accepted == 1 ? null : Cause.UNSUPPORTED;
    }

    /** "Requested action not taken: mailbox unavailable" is RFC 5321's own text for 550. After RCPT, servers use it for any reason. */
    private boolean isTextOfTheStandard() {
        return step != SmtpStep.RCPT && text.toLowerCase(Locale.ROOT).contains("requested action not taken");
    }

    /** Exchange Online's reply for a mailbox that does not exist (directory-based edge blocking). */
    private boolean isUnknownAtTheEdge() {
        return detail.equals("4.1") && text.toLowerCase(Locale.ROOT).contains("recipient address rejected");
    }

    /** RFC 5321, section 4.5.3.1.10; 552 is the older code. A bare 452 counts if the server has accepted some recipients. */
    private boolean isTooManyRecipients() {
        return detail.equals("5.3")
                || says(SmtpRefusalPattern.TOO_MANY_RECIPIENTS)
                || (reply.code() == 452
                        && detail.isEmpty()
                        && step == SmtpStep.RCPT
                        && accepted > 0
                        && !says(SmtpRefusalPattern.MAILBOX)
                        && !says(SmtpRefusalPattern.GREYLISTED)
                        && !says(SmtpRefusalPattern.PACE));
    }

    private Optional<Cause> pace() {
        return says(SmtpRefusalPattern.PACE) || says(SmtpRefusalPattern.LATER)
                ? Optional.of(Cause.THROTTLED)
                : Optional.empty();
    }

    private boolean says(SmtpRefusalPattern words) {
        return words.isIn(text);
    }
}
