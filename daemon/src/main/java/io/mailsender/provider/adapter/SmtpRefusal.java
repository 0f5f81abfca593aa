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
 * Whose fault a refusal is. Where it comes says little: Postfix answers HELO, client and sender refusals at RCPT
 * ({@code smtpd_delay_reject}), Gmail and Exchange Online all at the final dot. So the enhanced status code (RFC 3463) and the words
 * decide, the words first where they say that it is about us, since most servers have {@code 5.7.1} for everything. Only a clear
 * verdict on the mailbox or the content is final. What says neither goes on to the next provider, and counts against nobody.
 */
final class SmtpRefusal {

    /** In the middle of the text, too: {@code (#5.1.1)}, {@code said: 550 5.1.1}; but no IP address. */
    private static final Pattern ENHANCED =
            Pattern.compile("(?<![\\w.-])[245]\\.(\\d{1,3}\\.\\d{1,3})(?![\\w-]|\\.\\d)");

    /** A stranger's text must not cost the patterns much time. */
    private static final int MAX_TEXT = 1000;

    private final SmtpReply reply;
    private final SmtpStep step;
    private final int taken;
    private final String text;
    private final String detail;

    private SmtpRefusal(SmtpReply reply, SmtpStep step, int taken) {
        this.reply = reply;
        this.step = step;
        this.taken = taken;
        String all = reply.text();
        this.text = all.substring(0, Math.min(MAX_TEXT, all.length()));
        Matcher code = ENHANCED.matcher(text);
        this.detail = code.find() ? code.group(1) : "";
    }

    /** What a refusal before the first MAIL means. */
    static Outcome of(SmtpReply reply, SmtpStep step) {
        return of(reply, step, 0);
    }

    /**
     * @param taken how many recipients the transaction has already
     */
    static Outcome of(SmtpReply reply, SmtpStep step, int taken) {
        SmtpRefusal refusal = new SmtpRefusal(reply, step, taken);
        Cause cause = refusal.cause();
        return cause == null ? new Rejected(reply.toReply()) : new Unavailable(cause, reply.toReply());
    }

    /** {@code null} for a verdict on the mailbox or the content. */
    private @Nullable Cause cause() {
        if (step.isBefore(SmtpStep.MAIL)) {
            return beforeMail();
        }
        return reply.isPermanent() ? permanent() : passing();
    }

    /** Never final: no mail was spoken of yet. RFC 4954, section 6: 454 at AUTH is a passing trouble of the server's own. */
    private Cause beforeMail() {
        if (step == SmtpStep.STARTTLS || !reply.isRefusal()) {
            return Cause.UNREACHABLE;
        }
        if (step == SmtpStep.GREETING) {
            return reply.isPermanent() ? Cause.UNREACHABLE : Cause.THROTTLED;
        }
        return reply.isPermanent() || says(SmtpRefusalPattern.CREDIT) ? Cause.ACCOUNT : Cause.THROTTLED;
    }

    private Cause passing() {
        if (reply.isClosing()) {
            return Cause.THROTTLED;
        }
        if (isTooManyRecipients()) {
            return taken > 0 ? Cause.OVERFLOW : Cause.THROTTLED;
        }
        if (says(SmtpRefusalPattern.CREDIT)) {
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
        // Greylisting that does not say so. 450 is about the mailbox by RFC 5321, section 4.2.3.
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
            return taken > 0 && step == SmtpStep.RCPT ? Cause.OVERFLOW : Cause.UNSUPPORTED;
        }
        if (detail.matches("2\\.252|7\\.60|7\\.1[23]\\d") || says(SmtpRefusalPattern.SEND_AS)) {
            return Cause.UNSUPPORTED;
        }
        boolean big = detail.matches("3\\.4|2\\.3") || says(SmtpRefusalPattern.SIZE);
        if (step == SmtpStep.MAIL) {
            // The return path is the provider's own setting, so this is about the account.
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
        if (says(SmtpRefusalPattern.ACCOUNT) || says(SmtpRefusalPattern.CREDIT)) {
            return Cause.ACCOUNT;
        }
        if (big) {
            return Cause.UNSUPPORTED;
        }
        if (namesTheMailbox || isUnknownAtTheEdge() || (says(SmtpRefusalPattern.MAILBOX) && !isTheStandardsOwnWords())) {
            return verdictOnTheMailbox();
        }
        if (contentIsKnown && ((reply.code() == 552 && detail.equals("7.0")) || says(SmtpRefusalPattern.CONTENT))) {
            return null;
        }
        return pace().orElse(Cause.UNSUPPORTED);
    }

    /** Whether a refusal after RCPT is the verdict on the one mailbox that was taken; it says nothing of the other recipients. */
    static boolean isOfTheOneTaken(SmtpReply reply, SmtpStep step, int taken) {
        return taken == 1
                && step != SmtpStep.RCPT
                && of(reply, step, 1) instanceof Rejected
                && !(of(reply, step, 2) instanceof Rejected);
    }

    /** One mailbox's verdict on a mail for several is none for the others, and the reply does not say whose it is. */
    private @Nullable Cause verdictOnTheMailbox() {
        return step == SmtpStep.RCPT || taken == 1 ? null : Cause.UNSUPPORTED;
    }

    /** "Requested action not taken: mailbox unavailable" is what RFC 5321 itself has for 550, and after the dot it means anything. */
    private boolean isTheStandardsOwnWords() {
        return step != SmtpStep.RCPT && text.toLowerCase(Locale.ROOT).contains("requested action not taken");
    }

    /** Exchange Online has this for mailboxes that do not exist (directory-based edge blocking). */
    private boolean isUnknownAtTheEdge() {
        return detail.equals("4.1") && text.toLowerCase(Locale.ROOT).contains("recipient address rejected");
    }

    /** RFC 5321, section 4.5.3.1.10; 552 is the older code for it. Bare 452 is it where the server took some already. */
    private boolean isTooManyRecipients() {
        return detail.equals("5.3")
                || says(SmtpRefusalPattern.TOO_MANY_RECIPIENTS)
                || (reply.code() == 452
                        && detail.isEmpty()
                        && step == SmtpStep.RCPT
                        && taken > 0
                        && !says(SmtpRefusalPattern.MAILBOX)
                        && !says(SmtpRefusalPattern.GREYLISTED)
                        && !says(SmtpRefusalPattern.PACE));
    }

    private Optional<Cause> pace() {
        return says(SmtpRefusalPattern.PACE) || says(SmtpRefusalPattern.LATER) ? Optional.of(Cause.THROTTLED) : Optional.empty();
    }

    private boolean says(SmtpRefusalPattern words) {
        return words.isIn(text);
    }
}
