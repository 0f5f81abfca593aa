package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.ProviderEvent.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a mail that an MTA or mailbox provider sends about a message: a delivery status notification (DSN, RFC 3464), a complaint (ARF,
 * RFC 5965), an older form of bounce, or an automatic reply (RFC 3834).
 *
 * <p>Nothing authenticates such a mail: anyone can send one to the return path. The message's id, which cannot be guessed, shows that its
 * sender knows the message.
 */
public final class MailReport {

    private MailReport() {}

    /**
     * @param received stands in for a time that the mail does not have
     * @return an event for each recipient that the mail is about
     * @throws EventRefusedException if it is no such mail, or cannot be read
     */
    public static List<ProviderEvent> read(byte[] message, Instant received) {
        MailParts mail = MailParts.of(message);
        Source source = Source.of(mail, message, received);
        return Stream.of(
                        DeliveryStatus.events(mail, source),
                        FeedbackReport.events(mail, source),
                        TextBounce.events(mail, source),
                        autoReply(mail, source))
                .filter(events -> !events.isEmpty())
                .findFirst()
                .map(events -> events.stream().map(MailReport::byMail).toList())
                .orElseThrow(() -> EventRefusedException.unreadable("the mail is no bounce, complaint or reply"));
    }

    private static ProviderEvent byMail(ProviderEvent event) {
        return new ProviderEvent(
                event.type(),
                EventId.MAIL + EventId.of(event.id()),
                event.time(),
                event.subject(),
                event.recipient(),
                event.detail());
    }

    /**
     * What all events of a mail have in common.
     *
     * @param id of the mail, so that one which is handed in twice is recognised
     */
    record Source(String id, Instant time, Subject subject) {

        static Source of(MailParts mail, byte[] message, Instant received) {
            String messageId = mail.header().first("message-id");
            return new Source(
                    messageId.isEmpty() ? EventId.of(new String(message, StandardCharsets.ISO_8859_1)) : messageId,
                    MailDate.of(mail.header().first("date"), received),
                    MailSubject.of(mail));
        }

        ProviderEvent event(
                EventType type, Instant when, @Nullable EmailAddress recipient, Detail detail, String... more) {
            List<String> parts =
                    new ArrayList<>(List.of(id, type.word(), recipient == null ? "" : recipient.toString()));
            parts.addAll(List.of(more));
            return new ProviderEvent(type, EventId.of(parts.toArray(new String[0])), when, subject, recipient, detail);
        }
    }

    /** An absence notice or a receipt. That of an MTA in an unknown form may be a bounce, so it is none. */
    private static List<ProviderEvent> autoReply(MailParts mail, Source source) {
        MailFields header = mail.header();
        Optional<EmailAddress> from =
                MailAddress.all(header.first("from")).stream().findFirst();
        boolean program = from.map(address -> address.localPart().toLowerCase(Locale.ROOT))
                .filter(name -> name.equals("mailer-daemon") || name.equals("postmaster"))
                .isPresent();
        boolean automatic =
                header.first("auto-submitted").toLowerCase(Locale.ROOT).startsWith("auto-replied")
                        || header.has("x-autoreply")
                        || header.has("x-autorespond")
                        || header.first("precedence").equalsIgnoreCase("auto_reply")
                        || header.first("content-type").toLowerCase(Locale.ROOT).contains("disposition-notification");
        if (!automatic || program) {
            return List.of();
        }
        Detail detail = Detail.of(EventReason.AUTO_REPLY, 0, header.first("subject"));
        return List.of(source.event(EventType.OTHER, source.time(), from.orElse(null), detail));
    }
}
