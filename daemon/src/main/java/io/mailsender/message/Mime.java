package io.mailsender.message;

import static java.util.stream.Collectors.joining;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeMap;

/** Writes a message in the Internet Message Format (RFC 5322, with MIME: RFC 2045 to 2049). */
public final class Mime {

    // RFC 5322, section 3.3. MailDateFormat would write the time in the zone of this machine.
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Session SESSION = Session.getInstance(new Properties());

    private Mime() {}

    /**
     * The whole message, with CRLF line ends, in 7-bit transfer encodings and without a Bcc field. The same message and sender give
     * the same bytes each time.
     *
     * @throws IllegalArgumentException where an address in the header is internationalized, which no 7-bit header can carry
     */
    public static byte[] write(Message message, Mailbox from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            MimeMessage mime = new Draft(message.id().headerValue(from.address().domain()));
            header(mime, message, from);
            new MimeBody(message.id(), message.content()).into(mime);
            mime.saveChanges();
            mime.writeTo(bytes);
        } catch (MessagingException e) {
            throw new IllegalStateException("the message cannot be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The value of an unstructured field in printable ASCII: as it is where that does, else in encoded words (RFC 2047). */
    public static String encodeText(String value) {
        return HeaderText.encode(value);
    }

    private static void header(MimeMessage mime, Message message, Mailbox from) throws MessagingException {
        field(mime, "Date", DATE.format(message.date()));
        mailboxes(mime, "From", List.of(from));
        mailboxes(mime, "Reply-To", message.originator().replyTo());
        mailboxes(mime, "To", message.destination().to());
        mailboxes(mime, "Cc", message.destination().cc());
        field(mime, "Subject", encodeText(message.content().subject()));
        // The map comes in no certain order, and the bytes have to be the same in each process.
        for (var custom : new TreeMap<>(message.extras().headers()).entrySet()) {
            field(mime, custom.getKey(), encodeText(custom.getValue()));
        }
    }

    private static void mailboxes(MimeMessage mime, String name, List<Mailbox> mailboxes) throws MessagingException {
        if (mailboxes.isEmpty()) {
            return;
        }
        if (mailboxes.stream().map(Mailbox::address).anyMatch(EmailAddress::isInternationalized)) {
            throw new IllegalArgumentException(name + " has an address that only SMTPUTF8 can carry");
        }
        field(mime, name, mailboxes.stream().map(Mailbox::headerValue).collect(joining(", ")));
    }

    private static void field(MimeMessage mime, String name, String value) throws MessagingException {
        mime.setHeader(name, MimeUtility.fold(name.length() + 2, value));
    }

    /** Keeps its Message-ID: {@code saveChanges} of the parent makes a new one. */
    private static final class Draft extends MimeMessage {

        private final String id;

        Draft(String id) {
            super(SESSION);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
