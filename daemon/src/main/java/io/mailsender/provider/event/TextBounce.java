package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.MailReport.Source;
import io.mailsender.provider.event.ProviderEvent.Detail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads bounces of programs that write no delivery status, or wrote none in earlier years: qmail (QSBMF), Exim, Postfix, sendmail. Only
 * what names the recipients in a fixed place; a mail that merely looks like a bounce is none.
 */
final class TextBounce {

    /** "Hi. This is the qmail-send program at ..."; other programs that write QSBMF begin with "Hi. This is the" as well. */
    private static final Pattern QMAIL = Pattern.compile("\\s*Hi\\. This is the ");

    private static final Pattern POSTFIX = Pattern.compile("\\s*This is the (?:Postfix|mail system)\\b");

    /** A paragraph of QSBMF or Postfix: a recipient, a colon, and the reason. */
    private static final Pattern PARAGRAPH =
            Pattern.compile("(?s)<([^<>\\s]{1,320}@[^<>\\s]{1,255})>(?:\\s*\\((?:expanded|delivering)[^()]*\\))?:(.*)");

    private static final Pattern SENDMAIL_FATAL = section("had permanent fatal errors");
    private static final Pattern SENDMAIL_DELAYED = section("had (?:transient non-fatal errors|delivery problems)");
    private static final Pattern TRANSCRIPT = section("Transcript of session follows");

    private TextBounce() {}

    private static Pattern section(String title) {
        return Pattern.compile(
                "(?s)-----[^\\n]{0,60}" + title + "[^\\n]{0,20}-----[^\\n]*\\n(.*?)(?:\\n\\s*-----|\\z)");
    }

    static List<ProviderEvent> events(MailParts mail, Source source) {
        String text = mail.text().replace("\r\n", "\n");
        Map<EmailAddress, String> failed = new LinkedHashMap<>();
        if (QMAIL.matcher(text).lookingAt() || POSTFIX.matcher(text).lookingAt()) {
            paragraphs(text, failed);
        } else if (mail.header().has("x-failed-recipients")) {
            // Exim, and Gmail if it has no server's status to report.
            for (String field : mail.header().all("x-failed-recipients")) {
                MailAddress.all(field).forEach(recipient -> failed.put(recipient, reason(text, recipient)));
            }
        } else {
            sendmail(SENDMAIL_FATAL, text, failed);
            if (failed.isEmpty()) {
                sendmail(SENDMAIL_DELAYED, text, failed);
                return failed.entrySet().stream()
                        .map(entry -> source.event(
                                EventType.DEFERRED,
                                source.time(),
                                entry.getKey(),
                                Detail.of(EventReason.OTHER, 0, entry.getValue())))
                        .toList();
            }
        }
        return failed.entrySet().stream()
                .map(entry -> source.event(
                        EventType.BOUNCED,
                        source.time(),
                        entry.getKey(),
                        DeliveryStatus.bounce(Diagnosis.of(entry.getValue()), entry.getValue())))
                .toList();
    }

    /** Up to the returned message, which begins with a line of hyphens. */
    private static void paragraphs(String text, Map<EmailAddress, String> failed) {
        for (String paragraph : text.split("\\n\\s*\\n")) {
            String lines = paragraph.strip();
            if (lines.startsWith("---")) {
                return;
            }
            Matcher recipient = PARAGRAPH.matcher(lines);
            if (recipient.matches()) {
                MailAddress.all(recipient.group(1))
                        .forEach(address -> failed.putIfAbsent(address, oneLine(recipient.group(2))));
            }
        }
    }

    /** What Exim writes below the recipient, up to an empty line. */
    private static String reason(String text, EmailAddress recipient) {
        int start = text.indexOf(recipient.toString());
        if (start < 0) {
            return "";
        }
        String after = text.substring(start + recipient.toString().length());
        int end = after.indexOf("\n\n");
        return oneLine((end < 0 ? after : after.substring(0, end)).replaceFirst("^[>:]+", ""));
    }

    private static void sendmail(Pattern title, String text, Map<EmailAddress, String> failed) {
        Matcher section = title.matcher(text);
        if (section.find()) {
            Matcher transcript = TRANSCRIPT.matcher(text);
            String said = transcript.find() ? oneLine(transcript.group(1)) : "";
            section.group(1)
                    .lines()
                    // Indented lines explain the address above them.
                    .filter(line -> !line.startsWith(" ") && !line.startsWith("\t"))
                    .flatMap(line -> MailAddress.all(line).stream().limit(1))
                    .forEach(address -> failed.putIfAbsent(address, said));
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
