package io.mailsender.message;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a message in the Internet Message Format (RFC 5322, with MIME: RFC 2045 to 2049, 2231). Jakarta Mail is not used: it looks up
 * its service providers several times per message, which costs milliseconds, and generates different boundaries each time.
 */
public final class Mime {

    // RFC 5322, section 3.3.
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Mime() {}

    /**
     * The whole message with CRLF line ends and without a Bcc field: as it came, or else in 7-bit transfer encodings. The same message
     * and sender always give the same bytes.
     *
     * @throws IllegalArgumentException if an address in the header is internationalized, which a 7-bit header cannot carry
     */
    public static byte[] write(Message message, Mailbox from) {
        Original original = message.original();
        if (original != null) {
            return original.bytes();
        }
        Destination destination = message.destination();
        Destination visible = new Destination(destination.to(), destination.cc(), List.of());
        return ExactSizeBuffer.of(out -> write(message, from, visible, new MimeLineWriter(out, false)));
    }

    /**
     * The whole message as above, but with these recipients in its To, Cc and Bcc fields: for a provider that takes the recipients of an
     * attempt from the header, and removes the Bcc field.
     *
     * @param recipients the recipients of the attempt
     * @throws IllegalArgumentException if an address in the header is internationalized
     */
    public static byte[] write(Message message, Mailbox from, Destination recipients) {
        Original original = message.original();
        if (original != null) {
            return withBlindCopies(original, recipients.bcc());
        }
        return ExactSizeBuffer.of(out -> write(message, from, recipients, new MimeLineWriter(out, false)));
    }

    /** The whole message as {@link #write}, but internationalized addresses are in UTF-8 (RFC 6532), for a server with SMTPUTF8. */
    public static byte[] writeUtf8(Message message, Mailbox from) {
        Destination destination = message.destination();
        Destination visible = new Destination(destination.to(), destination.cc(), List.of());
        return ExactSizeBuffer.of(out -> write(message, from, visible, new MimeLineWriter(out, true)));
    }

    private static byte[] withBlindCopies(Original original, List<Mailbox> bcc) {
        return ExactSizeBuffer.of(out -> {
            mailboxes(new MimeLineWriter(out, false), "Bcc", bcc);
            out.write(original.bytes());
        });
    }

    private static void write(Message message, Mailbox from, Destination recipients, MimeLineWriter out)
            throws IOException {
        out.field("Date", DATE.format(message.date()));
        mailboxes(out, "From", List.of(from));
        mailboxes(out, "Reply-To", message.originator().replyTo());
        mailboxes(out, "To", recipients.to());
        mailboxes(out, "Cc", recipients.cc());
        mailboxes(out, "Bcc", recipients.bcc());
        if (recipients.addresses().isEmpty()) {
            // RFC 5322, section 3.6.3, does not require it, but some relays add their own field, and some hosts refuse
            // a mail without one.
            out.field("To", "undisclosed-recipients:;");
        }
        out.field("Message-ID", message.id().headerValue());
        out.field("Subject", HeaderText.encode(message.content().subject(), "Subject: ".length()));
        // The map has no fixed order, and the bytes must be the same in every process.
        for (Map.Entry<String, String> header : new TreeMap<>(message.extras().headers()).entrySet()) {
            out.field(header.getKey(), CustomField.encode(header.getKey(), header.getValue()));
        }
        out.field("MIME-Version", "1.0");
        new MimeBody(message.id(), message.content()).writeTo(out);
    }

    private static void mailboxes(MimeLineWriter out, String name, List<Mailbox> mailboxes) throws IOException {
        if (!out.isUtf8() && mailboxes.stream().map(Mailbox::address).anyMatch(EmailAddress::isInternationalized)) {
            throw new IllegalArgumentException(name + " has an address that needs SMTPUTF8");
        }
        if (!mailboxes.isEmpty()) {
            out.field(name, mailboxes.stream().map(Mailbox::headerValue).collect(joining(", ")));
        }
    }
}
