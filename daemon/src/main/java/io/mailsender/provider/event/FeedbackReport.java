package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.MailReport.Source;
import io.mailsender.provider.event.ProviderEvent.Detail;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads a complaint in the Abuse Reporting Format (ARF, RFC 5965), and the form of Outlook.com's feedback loop. */
final class FeedbackReport {

    private FeedbackReport() {}

    static List<ProviderEvent> events(MailParts mail, Source source) {
        Optional<MailFields> report = mail.part("message/feedback-report").map(part -> {
            List<MailFields> groups = MailFields.groups(part.text());
            return groups.isEmpty() ? new MailFields() : groups.get(0);
        });
        if (report.isPresent()) {
            String type = report.get().first("feedback-type").toLowerCase(Locale.ROOT);
            return events(type, report.get(), "original-rcpt-to", source);
        }
        // Outlook.com sends the mail alone, with the recipient in a field of its own.
        boolean outlook = mail.returned().has("x-hmxmroriginalrecipient")
                && mail.header().first("subject").toLowerCase(Locale.ROOT).startsWith("complaint about message");
        return outlook ? events("abuse", mail.returned(), "x-hmxmroriginalrecipient", source) : List.of();
    }

    /** IANA's "Feedback Report Type Values". */
    private static List<ProviderEvent> events(String type, MailFields report, String field, Source source) {
        String text = (type + " " + report.first("user-agent")).strip();
        return switch (type) {
            case "abuse", "fraud" -> events(EventType.COMPLAINED, Detail.of(text), report.all(field), source);
            case "opt-out", "opt-out-list" ->
                events(EventType.UNSUBSCRIBED, Detail.of(EventReason.UNSUBSCRIBED, 0, text), report.all(field), source);
            case "virus" -> events(EventType.OTHER, Detail.of(EventReason.CONTENT, 0, text), report.all(field), source);
            default -> events(EventType.OTHER, Detail.of(text), report.all(field), source);
        };
    }

    /**
     * Only the recipients that the report names: the others have not complained. Many providers black them out. The To field of the
     * returned mail is no substitute, since it may have been a bcc who complained.
     */
    private static List<ProviderEvent> events(EventType type, Detail detail, List<String> fields, Source source) {
        List<EmailAddress> recipients = fields.stream()
                .flatMap(field -> MailAddress.typed(field).stream())
                .distinct()
                .toList();
        return recipients.isEmpty()
                ? List.of(source.event(type, source.time(), null, detail))
                : recipients.stream()
                        .map(recipient -> source.event(type, source.time(), recipient, detail))
                        .toList();
    }
}
