package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.MailReport.Source;
import io.mailsender.provider.event.ProviderEvent.Detail;
import java.util.ArrayList;
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
            return events(type, report.get(), source);
        }
        // Outlook.com sends the mail alone, with the recipient in a field of its own.
        boolean outlook = mail.returned().has("x-hmxmroriginalrecipient")
                && mail.header().first("subject").toLowerCase(Locale.ROOT).startsWith("complaint about message");
        return outlook ? events("abuse", new MailFields(), source) : List.of();
    }

    /** IANA's "Feedback Report Type Values". */
    private static List<ProviderEvent> events(String type, MailFields report, Source source) {
        String text = (type + " " + report.first("user-agent")).strip();
        return switch (type) {
            case "abuse", "fraud" -> events(EventType.COMPLAINED, Detail.of(text), report, source);
            case "opt-out", "opt-out-list" ->
                events(EventType.UNSUBSCRIBED, Detail.of(EventReason.UNSUBSCRIBED, 0, text), report, source);
            case "virus" -> events(EventType.OTHER, Detail.of(EventReason.CONTENT, 0, text), report, source);
            default -> events(EventType.OTHER, Detail.of(text), report, source);
        };
    }

    /** Only the recipients that the report names, or the mail's only one: the others have not complained. */
    private static List<ProviderEvent> events(EventType type, Detail detail, MailFields report, Source source) {
        List<EmailAddress> recipients = new ArrayList<>();
        for (String field : report.all("original-rcpt-to")) {
            MailAddress.typed(field).ifPresent(recipients::add);
        }
        if (recipients.isEmpty()) {
            source.onlyAddressee()
                    .filter(address -> MailAddress.typed(address.toString()).isPresent())
                    .ifPresent(recipients::add);
        }
        return recipients.isEmpty()
                ? List.of(source.event(type, source.time(), null, detail))
                : recipients.stream()
                        .distinct()
                        .map(recipient -> source.event(type, source.time(), recipient, detail))
                        .toList();
    }
}
