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
 * Writes a message in the Internet Message Format (RFC 5322, with MIME: RFC 2045 to 2049, 2231). Jakarta Mail looks up its service
 * providers several times a message, which costs milliseconds, and makes other boundaries each time.
 */
public final class Mime {

    // RFC 5322, section 3.3.
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Mime() {}

    /**
     * The whole message, with CRLF line ends, in 7-bit transfer encodings and without a Bcc field. The same message and sender give
     * the same bytes each time.
     *
     * @throws IllegalArgumentException where an address in the header is internationalized, which no 7-bit header can carry
     */
    public static byte[] write(Message message, Mailbox from) {
        return WholeBytes.of(out -> write(message, from, new MimeWriter(out)));
    }

    private static void write(Message message, Mailbox from, MimeWriter out) throws IOException {
        out.field("Date", DATE.format(message.date()));
        mailboxes(out, "From", List.of(from));
        mailboxes(out, "Reply-To", message.originator().replyTo());
        mailboxes(out, "To", message.destination().to());
        mailboxes(out, "Cc", message.destination().cc());
        if (message.destination().to().isEmpty() && message.destination().cc().isEmpty()) {
            // RFC 5322, section 3.6.3, asks for none; but some relays write one of their own, and some hosts refuse a
            // mail without.
            out.field("To", "undisclosed-recipients:;");
        }
        out.field("Message-ID", message.id().headerValue());
        out.field("Subject", HeaderText.encode(message.content().subject(), "Subject: ".length()));
        // The map comes in no certain order, and the bytes have to be the same in each process.
        for (Map.Entry<String, String> header : new TreeMap<>(message.extras().headers()).entrySet()) {
            out.field(header.getKey(), CustomField.encode(header.getKey(), header.getValue()));
        }
        out.field("MIME-Version", "1.0");
        new MimeBody(message.id(), message.content()).writeTo(out);
    }

    private static void mailboxes(MimeWriter out, String name, List<Mailbox> mailboxes) throws IOException {
        if (mailboxes.stream().map(Mailbox::address).anyMatch(EmailAddress::isInternationalized)) {
            throw new IllegalArgumentException(name + " has an address that only SMTPUTF8 can carry");
        }
        if (!mailboxes.isEmpty()) {
            out.field(name, mailboxes.stream().map(Mailbox::headerValue).collect(joining(", ")));
        }
    }
}
