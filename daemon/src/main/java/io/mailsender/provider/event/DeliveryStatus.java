package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.MailReport.Source;
import io.mailsender.provider.event.ProviderEvent.Detail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the machine-readable part of a delivery status notification (RFC 3464; RFC 6533 for addresses beyond ASCII). */
final class DeliveryStatus {

    private DeliveryStatus() {}

    /** An event for each recipient that the part names; none if there is no such part. */
    static List<ProviderEvent> events(MailParts mail, Source source) {
        List<ProviderEvent> events = new ArrayList<>();
        mail.parts().stream()
                .filter(part -> part.type().equals("message/delivery-status")
                        || part.type().equals("message/global-delivery-status"))
                .flatMap(part -> MailFields.groups(part.text()).stream())
                .filter(group -> group.has("final-recipient") || group.has("original-recipient"))
                .forEach(group -> events.add(event(group, source)));
        return events.stream().distinct().toList();
    }

    private static ProviderEvent event(MailFields group, Source source) {
        String said = group.first("diagnostic-code").replaceFirst("^\\s*[\\w-]+\\s*;\\s*", "");
        // Some put the server's words behind the status.
        Diagnosis diagnosis = Diagnosis.of(said.isEmpty() ? group.first("status") : said, status(group, said));
        Instant time = MailDate.of(group.first("last-attempt-date"), source.time());
        String text = said.isEmpty() ? group.first("status") : said;
        EmailAddress recipient = recipient(group);
        // Without a comment, such as "failed (bad address)".
        String action = group.first("action").toLowerCase(Locale.ROOT).replaceFirst("[^a-z].*", "");
        return switch (action.isEmpty() ? action(diagnosis) : action) {
            case "failed", "failure", "error" ->
                source.event(
                        EventType.BOUNCED,
                        time,
                        recipient,
                        isForwarded(group) ? soft(bounce(diagnosis, text)) : bounce(diagnosis, text),
                        group.first("status"));
            case "delayed" ->
                source.event(
                        EventType.DEFERRED,
                        time,
                        recipient,
                        Detail.of(diagnosis.reason().orElse(EventReason.OTHER), diagnosis.statusCode(), text));
            case "delivered", "expanded" -> source.event(EventType.DELIVERED, time, recipient, Detail.of(text), action);
            default ->
                // "relayed": to a server that reports nothing further.
                source.event(EventType.OTHER, time, recipient, Detail.of(text), action);
        };
    }

    /** A bounce is hard if the server permanently refused, and said that the mailbox or its domain is the reason. */
    static Detail bounce(Diagnosis diagnosis, String text) {
        EventReason reason = diagnosis.reason().orElse(EventReason.OTHER);
        boolean hard = diagnosis.codeClass() == 5 && reason == EventReason.INVALID_ADDRESS;
        return new Detail(hard ? Severity.HARD : Severity.SOFT, reason, diagnosis.statusCode(), text);
    }

    /**
     * Whether the mail failed at another address than the one that was mailed. That one exists, and may forward to others as well
     * (RIPE-NCC/whois#1592), so a bounce is not a hard one.
     */
    private static boolean isForwarded(MailFields group) {
        Optional<EmailAddress> original = MailAddress.typed(group.first("original-recipient"));
        Optional<EmailAddress> last = MailAddress.typed(group.first("final-recipient"));
        return original.isPresent()
                && last.isPresent()
                && !original.get().toString().equalsIgnoreCase(last.get().toString());
    }

    private static Detail soft(Detail bounce) {
        return new Detail(Severity.SOFT, bounce.reason(), bounce.statusCode(), bounce.text());
    }

    /** Many MTAs write x.0.0 although the server's words have a code that says more. */
    private static String status(MailFields group, String said) {
        String status = group.first("status").replaceFirst("(?s)^\\D*([245]\\.\\d{1,3}\\.\\d{1,3}).*", "$1");
        if (!status.matches("[245]\\.\\d{1,3}\\.\\d{1,3}")) {
            return "";
        }
        String words = Diagnosis.of(said).enhancedCode();
        return status.endsWith(".0.0") && !words.isEmpty() ? words : status;
    }

    /** A report without an action. */
    private static String action(Diagnosis diagnosis) {
        return switch (diagnosis.codeClass()) {
            case 2 -> "delivered";
            case 4 -> "delayed";
            case 5 -> "failed";
            default -> "";
        };
    }

    /**
     * The address as we sent it, if the report has it. The final one may be where the mail was forwarded to. The To field of the returned
     * mail does not help, since it does not show a bcc.
     */
    private static @Nullable EmailAddress recipient(MailFields group) {
        return MailAddress.typed(group.first("original-recipient"))
                .or(() -> MailAddress.typed(group.first("final-recipient")))
                .orElse(null);
    }
}
