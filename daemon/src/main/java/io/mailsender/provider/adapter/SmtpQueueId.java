package io.mailsender.provider.adapter;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server's queue id in its reply to the final dot. RFC 5321 leaves the text to the server, so only the forms of known
 * servers count, and no other word is taken for an id.
 */
final class SmtpQueueId {

    private static final String ID = "<?([\\w.@+/=$-]{2,300})>?";

    private static final List<Pattern> FORMS = List.of(
            // Postfix, SendGrid, MailHog, Mailpit, Exim with a custom text, many others
            form("\\bqueued (?:mail )?as:? " + ID),
            // Exim "OK id=1dKauY-0006oj-4k", Purelymail and others
            form("(?<![\\w.])id[=:] ?" + ID),
            // Exchange "2.6.0 <id> [InternalId=...] Queued mail for delivery"
            form("^<([^<>\\s]{2,300})>.*queued mail for delivery"),
            // Sendmail, OpenSMTPD "2.0.0 4b2b7d Message accepted for delivery"
            form("^([\\w-]{6,64}) message accepted for delivery"),
            // Haraka "Message Queued (UUID.1)"
            form("\\bmessage queued \\(([\\w.-]{6,64})\\)"),
            // qmail "ok 1234567 qp 890"
            form("^ok \\d{9,12} (qp \\d+)"),
            // Gmail "OK 1693232323 abc-20020a.12 - gsmtp"
            form("^ok +\\d{9,12} ([\\w.-]{6,64}) - gsmtp"),
            // Amazon SES "Ok 0100018f-...-000000": one word with a digit and a hyphen at the end
            form("^ok ((?=\\S*\\d)(?=\\S*-)[\\w-]{16,120})$"));

    private static final Pattern ENHANCED_CODE = Pattern.compile("^2\\.\\d{1,3}\\.\\d{1,3} ");

    private SmtpQueueId() {}

    /** The id; {@code null} if no known form matches. */
    static @Nullable String in(SmtpReply reply) {
        String text = ENHANCED_CODE.matcher(reply.text()).replaceFirst("");
        for (Pattern form : FORMS) {
            Matcher id = form.matcher(text);
            if (id.find()) {
                return id.group(1).replaceFirst("[.,;]$", "");
            }
        }
        return null;
    }

    private static Pattern form(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
