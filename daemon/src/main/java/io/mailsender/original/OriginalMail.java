package io.mailsender.original;

import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Original;
import io.mailsender.message.Originator;
import io.mailsender.original.MailHeader.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A mail that came as bytes, as a message: with its fields, and with the bytes for providers that take whole mails. */
public final class OriginalMail {

    private static final String NO_SUBJECT = "No Subject";

    private OriginalMail() {}

    /**
     * A mail as it came.
     *
     * @param message with neither tags nor metadata
     * @param controls the values of the fields that are meant for the gateway, by name in lower case; they are not sent
     */
    public record Submitted(Message message, Map<String, List<String>> controls) {}

    /**
     * Reads a mail from a client. A first line of an mbox file is left out. A Received field is added, and Date, Message-ID and From if they are missing (RFC 6409, section 8). Bcc
     * and the fields for the gateway are removed.
     *
     * @param submitted its lines end with CR LF
     * @param id its Message-ID is used if the mail has none, and stands for one that is not of the usual form
     * @throws MailRefusedException if it cannot be sent
     */
    public static Submitted read(byte[] submitted, Arrival arrival, MessageId id) {
        MailBytes.requireNoNul(submitted);
        byte[] mail = MailBytes.withoutMboxLine(submitted);
        MailHeader header = MailHeader.of(mail);
        HeaderCheck.require(header);
        Mailbox from = from(header, arrival);
        MessageId named = HeaderCheck.messageId(header).map(id::withOriginal).orElse(id);
        byte[] bytes = SevenBitMail.shortened(new HeaderEdit(mail, header).write(arrival, named, from));
        MailHeader sent = MailHeader.of(bytes);
        Message base = new Message(
                named,
                arrival.time(),
                new Originator(from.displayName(), from.address(), replyTo(sent)),
                destination(sent, arrival.recipients()),
                new Content(subject(sent), null, null, List.of()),
                Extras.NONE);
        return new Submitted(withBytes(base, bytes, arrival.isReport()), controls(header));
    }

    /**
     * Adds the bytes, and the content and header fields that are in them.
     *
     * @param base with everything else
     * @param bytes as this class made them
     * @param isReport whether it came with the empty return path
     */
    public static Message withBytes(Message base, byte[] bytes, boolean isReport) {
        MailHeader header = MailHeader.of(bytes);
        ContentReader.Result body = ContentReader.read(bytes, base.content().subject());
        boolean namesOthers = namesOthers(header, base.destination());
        CustomHeader custom = CustomHeader.of(header);
        Optional<String> obstacle = Stream.of(
                        Optional.ofNullable(body.obstacle()),
                        Optional.ofNullable(custom.obstacle()),
                        namesOthers
                                ? Optional.of("To or Cc names somebody who is no recipient, or in an unusual form")
                                : Optional.<String>empty())
                .flatMap(Optional::stream)
                .findFirst();
        Extras extras =
                new Extras(custom.headers(), base.extras().tags(), base.extras().metadata());
        int body0 = header.bodyStart();
        Original original = new Original(
                bytes,
                obstacle.orElse(null),
                hasEightBit(bytes, body0, bytes.length),
                hasEightBit(bytes, 0, body0),
                body.signed() || !header.all("dkim-signature").isEmpty(),
                namesOthers,
                isReport);
        return new Message(
                base.id(),
                base.date(),
                base.originator(),
                base.destination(),
                body.content(),
                extras,
                base.route(),
                original);
    }

    /**
     * The recipients that the header names, in To, Cc and Bcc.
     *
     * @throws MailRefusedException if one of them is no address that this gateway can use
     */
    public static List<EmailAddress> recipients(byte[] mail) {
        MailHeader header = MailHeader.of(MailBytes.withoutMboxLine(mail));
        List<AddressField> fields = Stream.of("to", "cc", "bcc")
                .map(name -> AddressField.of(header.all(name)))
                .toList();
        if (fields.stream().anyMatch(AddressField::isUnreadable)) {
            throw MailRefusedException.malformed(
                    "To, Cc or Bcc has an address that is not of the form local-part@domain");
        }
        return fields.stream()
                .flatMap(field -> field.mailboxes().stream())
                .map(Mailbox::address)
                .distinct()
                .toList();
    }

    private static Mailbox from(MailHeader header, Arrival arrival) {
        if (header.first("from").isEmpty()) {
            EmailAddress sender = arrival.sender();
            if (sender == null) {
                throw MailRefusedException.malformed("the mail has no From field; add one");
            }
            return new Mailbox(null, sender);
        }
        AddressField from = AddressField.of(header.all("from"));
        if (from.mailboxes().size() != 1 || !from.complete()) {
            throw MailRefusedException.malformed(
                    "From must have one address of the form local-part@domain; correct the sender of the program");
        }
        return from.mailboxes().get(0);
    }

    private static List<Mailbox> replyTo(MailHeader header) {
        return AddressField.of(header.all("reply-to")).mailboxes();
    }

    private static String subject(MailHeader header) {
        String subject = header.first("subject").map(EncodedText::decode).orElse("");
        return subject.isBlank() ? NO_SUBJECT : subject;
    }

    /** The recipients as the header names them; those that it does not name got a blind copy. */
    private static Destination destination(MailHeader header, List<EmailAddress> recipients) {
        Set<EmailAddress> left = new HashSet<>(recipients);
        List<Mailbox> to = named(header, "to", left);
        List<Mailbox> cc = named(header, "cc", left);
        List<Mailbox> bcc = recipients.stream()
                .filter(left::contains)
                .map(address -> new Mailbox(null, address))
                .toList();
        return new Destination(to, cc, bcc);
    }

    private static List<Mailbox> named(MailHeader header, String field, Set<EmailAddress> left) {
        List<Mailbox> named = new ArrayList<>();
        for (Mailbox mailbox : AddressField.of(header.all(field)).mailboxes()) {
            if (left.remove(mailbox.address())) {
                named.add(mailbox);
            }
        }
        return named;
    }

    private static boolean namesOthers(MailHeader header, Destination destination) {
        Set<EmailAddress> recipients = new HashSet<>(destination.addresses());
        return Stream.of("to", "cc")
                .map(name -> AddressField.of(header.all(name)))
                .anyMatch(field -> !field.complete()
                        || field.mailboxes().stream().anyMatch(mailbox -> !recipients.contains(mailbox.address())));
    }

    private static Map<String, List<String>> controls(MailHeader header) {
        Map<String, List<String>> controls = new LinkedHashMap<>();
        for (Field field : header.fields()) {
            if (ControlField.isOne(field.name())) {
                controls.computeIfAbsent(ControlField.require(field.name()), unused -> new ArrayList<>())
                        .add(EncodedText.decode(field.value()));
            }
        }
        return controls;
    }

    private static boolean hasEightBit(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] < 0) {
                return true;
            }
        }
        return false;
    }
}
