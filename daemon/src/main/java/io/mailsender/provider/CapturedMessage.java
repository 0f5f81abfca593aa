package io.mailsender.provider;

import io.mailsender.message.Calendar;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A message that was kept instead of being sent. {@code recipients} are those of this copy; another provider may have the others. */
@Serdeable
public record CapturedMessage(
        String id,
        String messageId,
        String provider,
        Instant capturedAt,
        Instant date,
        String from,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        List<String> replyTo,
        List<String> recipients,
        String subject,
        @Nullable String text,
        @Nullable String html,
        @Nullable Invitation calendar,
        List<File> attachments,
        Map<String, String> headers,
        List<String> tags,
        Map<String, String> metadata) {

    /** How many characters of a text are kept. */
    public static final int MAX_TEXT = 256 * 1024;

    /** Without an id. */
    public static CapturedMessage of(String provider, Mailbox from, Message message, Envelope envelope) {
        return new CapturedMessage(
                "",
                message.id().value(),
                provider,
                Instant.EPOCH,
                message.date(),
                readable(from),
                readable(message.destination().to()),
                readable(message.destination().cc()),
                readable(message.destination().bcc()),
                readable(message.originator().replyTo()),
                envelope.recipients().stream().map(EmailAddress::toString).toList(),
                message.content().subject(),
                cut(message.content().text()),
                cut(message.content().html()),
                Invitation.of(message.content().calendar()),
                message.content().attachments().stream()
                        .map(a -> new File(a.filename(), a.contentType(), a.content().length, a.contentId()))
                        .toList(),
                message.extras().headers(),
                message.extras().tags(),
                message.extras().metadata());
    }

    /** The message as kept now, under an id. */
    public CapturedMessage keptAs(String newId) {
        return new CapturedMessage(
                newId,
                messageId,
                provider,
                Instant.now(),
                date,
                from,
                to,
                cc,
                bcc,
                replyTo,
                recipients,
                subject,
                text,
                html,
                calendar,
                attachments,
                headers,
                tags,
                metadata);
    }

    private static @Nullable String cut(@Nullable String text) {
        if (text == null || text.length() <= MAX_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return text.substring(0, end) + "\n[" + (text.length() - end) + " more characters were not kept]";
    }

    private static List<String> readable(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(CapturedMessage::readable).toList();
    }

    private static String readable(Mailbox mailbox) {
        return mailbox.displayName() == null
                ? mailbox.address().toString()
                : mailbox.displayName() + " <" + mailbox.address() + ">";
    }

    /** How many characters the message holds in all. */
    public long characters() {
        Stream<String> others = Stream.of(
                        Stream.of(subject, from),
                        Stream.of(to, cc, bcc, replyTo, recipients, tags).flatMap(List::stream),
                        Stream.of(headers, metadata)
                                .flatMap(map -> map.entrySet().stream())
                                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())),
                        attachments.stream().flatMap(file -> Stream.of(file.filename(), file.contentType())))
                .flatMap(some -> some);
        return (text == null ? 0 : text.length())
                + (html == null ? 0 : html.length())
                + (calendar == null ? 0 : calendar.content().length())
                + others.mapToLong(String::length).sum();
    }

    /** A calendar part. */
    @Serdeable
    public record Invitation(String method, String content) {
        static @Nullable Invitation of(@Nullable Calendar calendar) {
            return calendar == null ? null : new Invitation(calendar.method(), String.valueOf(cut(calendar.content())));
        }
    }

    /** An attachment, without its content. */
    @Serdeable
    public record File(
            String filename,
            String contentType,
            int size,
            @Nullable String contentId) {}
}
