package io.mailsender.provider.adapter;

import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The parts of a message that Brevo cannot carry unchanged, by the descriptions in its SDK (@getbrevo/brevo 6.0.3,
 * {@code SendTransacEmailRequest}) and by the findings of anymail/django-anymail (docs/esps/brevo.rst).
 *
 * @param destination the recipients of this copy
 */
record BrevoObstacle(Message message, Mailbox sender, Destination destination) {

    static final String TEMPLATE = "Brevo would run {{, {% or {# in the subject, the text or a script as a template";

    private static final Set<String> EXTENSIONS = Set.of(
            ("xlsx xls ods docx docm doc csv pdf txt gif jpg jpeg png tif tiff rtf bmp cgm css shtml html htm zip xml ppt pptx tar ez"
                            + " ics mobi msg pub eps odt mp3 m4a m4v wma ogg flac wav aif aifc aiff mp4 mov avi mkv mpeg mpg wmv"
                            + " pkpass xlsm")
                    .split(" "));

    /** The first one; empty if there is none. */
    Optional<String> find() {
        return content().or(this::mailboxes).or(this::headers).or(this::files);
    }

    private Optional<String> content() {
        Content content = message.content();
        if (content.calendar() != null) {
            return Optional.of("Brevo carries no invitation");
        }
        if (!content.hasText() && !content.hasHtml()) {
            return Optional.of("Brevo carries no message without text or HTML");
        }
        if (content.subject().isBlank()) {
            return Optional.of("Brevo carries no message without a subject");
        }
        String text = content.text();
        boolean runs =
                BrevoRequestBody.SYNTAX.isIn(content.subject()) || (text != null && BrevoRequestBody.SYNTAX.isIn(text));
        return runs ? Optional.of(TEMPLATE) : Optional.empty();
    }

    private Optional<String> mailboxes() {
        List<Mailbox> replyTo = message.originator().replyTo();
        if (replyTo.size() > 1) {
            return Optional.of("Brevo carries only one reply_to");
        }
        if (replyTo.stream().map(Mailbox::displayName).anyMatch(BrevoMailbox::isMangled)) {
            return Optional.of(
                    "Brevo garbles a reply_to whose name has a punctuation mark and characters that are not ASCII");
        }
        boolean isLong = Stream.of(List.of(sender), replyTo, destination.to(), destination.cc(), destination.bcc())
                .flatMap(List::stream)
                .anyMatch(BrevoMailbox::isNameTooLong);
        return isLong ? Optional.of("Brevo carries at most 70 characters in a display name") : Optional.empty();
    }

    private Optional<String> headers() {
        for (Map.Entry<String, String> header : message.extras().headers().entrySet()) {
            if (!header.getKey().toLowerCase(Locale.ROOT).startsWith("x-")) {
                return Optional.of("Brevo carries only header fields whose names begin with X-");
            }
            // Brevo decodes encoded words, and sends the result in raw UTF-8.
            String value = header.getValue();
            if (value.contains("=?") || value.chars().anyMatch(c -> c > 0x7F)) {
                return Optional.of("Brevo garbles header fields that are not ASCII");
            }
        }
        return Optional.empty();
    }

    private Optional<String> files() {
        boolean hasHtml = message.content().hasHtml();
        for (Attachment file : message.content().attachments()) {
            if (file.inline() && hasHtml) {
                return Optional.of("Brevo carries no inline images");
            }
            String name = file.filename();
            if (name.chars().anyMatch(c -> c > 0x7F)) {
                return Optional.of("Brevo garbles file names that are not ASCII");
            }
            if (!EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))) {
                return Optional.of("Brevo carries no attachment with this extension");
            }
        }
        return Optional.empty();
    }
}
