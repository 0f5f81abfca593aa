package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.MailReport.Source;
import io.mailsender.provider.event.ProviderEvent.Detail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads bounces of programs that write no delivery status, or wrote none in earlier years: qmail (QSBMF), Exim, Postfix, OpenSMTPD,
 * James, sendmail. Only
 * what names the recipients in a fixed place; a mail that merely looks like a bounce is none.
 */
final class TextBounce {

    /** QSBMF: operators change the first paragraph, "Hi. This is the qmail-send program at ...", but not this line. */
    private static final Pattern QMAIL =
            Pattern.compile("\\A\\s*Hi\\. This is the |\\n--- Below this line is a copy of the message");

    /** Operators give Postfix other names. */
    private static final Pattern POSTFIX =
            Pattern.compile("\\A\\s*This is the (?:[^\\n]{1,60} program at host |mail system at host )");

    /** A paragraph of QSBMF or Postfix: a recipient, a colon, and the reason. */
    private static final Pattern PARAGRAPH =
            Pattern.compile("(?s)<([^<>\\s]{1,320}@[^<>\\s]{1,255})>(?:\\s*\\((?:expanded|delivering)[^()]*\\))?:(.*)");

    private static final Pattern OPENSMTPD = Pattern.compile(
            "(?s)This is the MAILER-DAEMON, please DO NOT REPLY.{1,500}?list of recipients:\\s*\\n(.*?)(?:\\n\\s*\\n|\\z)");

    private static final Pattern JAMES = Pattern.compile(
            "(?s)Error message below:\\s*\\n([^\\n]*)\\n.{0,200}?Message details:.{0,2000}?\\n[ \\t]*+RCPT TO:([^\\n]*)");

    private static final Pattern SENDMAIL_FATAL = section("had permanent fatal errors");
    private static final Pattern SENDMAIL_DELAYED = section("had (?:transient non-fatal errors|delivery problems)");
    private static final Pattern TRANSCRIPT = section("Transcript of session follows");

    private TextBounce() {}

    private static Pattern section(String title) {
        return Pattern.compile(
                "(?s)-----[^\\n]{0,60}" + title + "[^\\n]{0,20}-----[^\\n]*\\n(.*?)(?:\\n[ \\t]*+-----|\\z)");
    }

    static List<ProviderEvent> events(MailParts mail, Source source) {
        String text = mail.text().replace("\r\n", "\n");
        Map<EmailAddress, String> failed = new LinkedHashMap<>();
        if (QMAIL.matcher(text).find() || POSTFIX.matcher(text).find()) {
            paragraphs(text, failed);
        } else if (mail.header().has("x-failed-recipients")) {
            // Exim, and Gmail if it has no server's status to report.
            for (String field : mail.header().all("x-failed-recipients")) {
                MailAddress.all(field).forEach(recipient -> failed.put(recipient, reason(text, recipient)));
            }
        } else if (OPENSMTPD.matcher(text).find()) {
            opensmtpd(text, failed);
            if (mail.header().first("subject").contains("warning")) {
                return deferred(failed, source);
            }
        } else if (JAMES.matcher(text).find()) {
            Matcher report = JAMES.matcher(text);
            if (report.find()) {
                MailAddress.all(report.group(2)).forEach(address -> failed.put(address, oneLine(report.group(1))));
            }
        } else {
            sendmail(SENDMAIL_FATAL, text, failed);
            if (failed.isEmpty()) {
                sendmail(SENDMAIL_DELAYED, text, failed);
                return deferred(failed, source);
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

    private static List<ProviderEvent> deferred(Map<EmailAddress, String> recipients, Source source) {
        return recipients.entrySet().stream()
                .map(entry -> {
                    Diagnosis said = Diagnosis.of(entry.getValue());
                    EventReason reason = said.reason().orElse(EventReason.OTHER);
                    return source.event(
                            EventType.DEFERRED,
                            source.time(),
                            entry.getKey(),
                            Detail.of(reason, said.statusCode(), entry.getValue()));
                })
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

    /** What Exim or Gmail writes below the recipient: the rest of the paragraph, or the next one. Exim shortens an address of its own. */
    private static String reason(String text, EmailAddress recipient) {
        String report = text.split("\\n----", 2)[0];
        int start = Stream.of(recipient.toString(), "The response was:", "failed:")
                .filter(report::contains)
                .mapToInt(mark -> report.indexOf(mark) + mark.length())
                .findFirst()
                .orElse(report.length());
        return Stream.of(report.substring(start).split("\\n\\s*\\n"))
                .map(paragraph -> oneLine(paragraph).replaceFirst("^[>:\\s]+", ""))
                .filter(paragraph -> !paragraph.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** {@code ann@example.com: reason}. */
    private static void opensmtpd(String text, Map<EmailAddress, String> failed) {
        Matcher section = OPENSMTPD.matcher(text);
        if (section.find()) {
            for (String line : section.group(1).split("\\n")) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    MailAddress.all(line.substring(0, colon))
                            .forEach(address -> failed.putIfAbsent(address, oneLine(line.substring(colon + 1))));
                }
            }
        }
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
