package io.mailsender.cli;

import io.mailsender.cli.RawMail.Field;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a mail and its envelope from the standard input and the arguments of sendmail. */
final class MailPreparation {

    private static final Set<String> RECIPIENTS = Set.of("to", "cc", "bcc");
    private static final Set<String> RESENT_RECIPIENTS = Set.of("resent-to", "resent-cc", "resent-bcc");
    private static final Set<String> SHOWN_RECIPIENTS = Set.of("to", "cc", "resent-to", "resent-cc");
    private static final Set<String> BLIND = Set.of("bcc", "resent-bcc");
    private static final Set<String> SENDERS = Set.of("from", "sender", "reply-to", "resent-from", "resent-sender");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ENGLISH);
    /** RFC 5322: a phrase of these needs no quotes. */
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+";
    /** Bytes; a base64 word of them has less than the 75 characters of RFC 2047, section 2. */
    private static final int WORD = 42;

    private final LocalNames names;
    private final String user;
    private final ZonedDateTime now;

    /** @param user the name of the user who runs the program, as the sender of a mail without one */
    MailPreparation(LocalNames names, String user, ZonedDateTime now) {
        this.names = names;
        this.user = user;
        this.now = now;
    }

    /**
     * Prepares a mail.
     *
     * @param mail with CR LF at the end of each line
     * @param from the argument of -f: a mailbox, {@code ""} or {@code <>} for the empty return path; {@code null} if it is not given
     * @param displayName the argument of -F
     * @param arguments the recipients; each is a list of addresses
     * @param readHeader whether those of the header are recipients, too
     * @throws AddressSyntaxException if an address cannot be read, or there is no recipient
     */
    PreparedMail prepare(
            byte[] mail,
            @Nullable String from,
            @Nullable String displayName,
            List<String> arguments,
            boolean readHeader)
            throws AddressSyntaxException {
        RawMail raw = RawMail.parse(mail);
        Set<String> recipients = new LinkedHashSet<>();
        for (String argument : arguments) {
            recipients.addAll(names.recipients(argument));
        }
        if (readHeader) {
            // RFC 5322, section 3.6.6: a mail that is sent again goes to the new recipients only.
            List<String> resent = raw.values(RESENT_RECIPIENTS);
            for (String value : resent.isEmpty() ? raw.values(RECIPIENTS) : resent) {
                recipients.addAll(names.recipients(utf8(value)));
            }
        }
        if (recipients.isEmpty()) {
            throw new AddressSyntaxException(
                    readHeader
                            ? "no recipient: neither the fields To, Cc and Bcc nor the arguments name one"
                            : "no recipient: give one as an argument, or -t");
        }
        String sender = from == null || from.isBlank() || from.strip().equals("<>") ? null : names.sender(from);
        RawMail complete = raw.without(BLIND).map(SENDERS, names::qualify).map(SHOWN_RECIPIENTS, names::resolve);
        if (!complete.has("From")) {
            complete = complete.with(Field.of("From", mailbox(sender, displayName)));
        }
        if (!complete.has("Date")) {
            // The daemon adds one as well, but a mail may wait in the spool for days.
            complete = complete.with(Field.of("Date", DATE.format(now)));
        }
        return new PreparedMail(sender, List.copyOf(recipients), complete.toBytes());
    }

    private String mailbox(@Nullable String sender, @Nullable String displayName) throws AddressSyntaxException {
        String address = sender == null ? names.sender(user) : sender;
        return displayName == null || displayName.isBlank()
                ? bytes(address)
                : phrase(displayName.strip()) + " <" + bytes(address) + ">";
    }

    private static String phrase(String name) {
        if (name.matches(ATOM)) {
            return name;
        }
        if (name.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        name.codePoints().forEach(c -> {
            String character = Character.toString(c);
            if ((word + character).getBytes(StandardCharsets.UTF_8).length > WORD) {
                words.append(encoded(word)).append("\r\n ");
                word.setLength(0);
            }
            word.append(character);
        });
        return words.append(encoded(word)).toString();
    }

    private static String encoded(CharSequence word) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(word.toString().getBytes(StandardCharsets.UTF_8))
                + "?=";
    }

    /** Header fields hold one character per byte. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
