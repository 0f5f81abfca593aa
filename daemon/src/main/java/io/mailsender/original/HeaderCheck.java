package io.mailsender.original;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the header of a mail that a client submits. */
final class HeaderCheck {

    /** RFC 5321, section 6.3: a large number of Received fields shows a loop. */
    private static final int MAX_RECEIVED = 50;

    /** Programs would read either of two (RFC 5322, section 3.6), so the recipient might see another one than was checked. */
    private static final List<String> ONCE =
            List.of("from", "sender", "subject", "date", "message-id", "content-type", "content-transfer-encoding");

    /** They would control the provider's account, except those that a provider adds. */
    private static final List<String> OF_PROVIDERS = List.of(
            "x-ses-",
            "x-mailgun-",
            "x-mj-",
            "x-mailjet-",
            "x-sg-",
            "x-smtpapi",
            "x-pm-",
            "x-mailin-",
            "x-sib-",
            "x-msys-",
            "x-mc-",
            "x-mandrill-",
            "resend-");

    /** The form that RFC 5322, section 3.6.4, gives, and what programs write in practice. */
    private static final Pattern MESSAGE_ID = Pattern.compile("<[\\x21-\\x3B\\x3D\\x3F-\\x7E]{1,900}>");

    private HeaderCheck() {}

    /** @throws MailRefusedException if the mail must not be sent with it */
    static void require(MailHeader header) {
        if (header.all("received").size() > MAX_RECEIVED) {
            throw MailRefusedException.loop(
                    "the mail went through more than " + MAX_RECEIVED + " servers: there is a loop");
        }
        for (String name : ONCE) {
            if (header.all(name).size() > 1) {
                throw MailRefusedException.malformed("the mail has two " + name + " fields; remove one");
            }
        }
        header.fields().stream()
                .map(MailHeader.Field::name)
                .filter(name -> !TraceField.isOne(name))
                .filter(name -> OF_PROVIDERS.stream().anyMatch(name::startsWith))
                .findFirst()
                .ifPresent(name -> {
                    throw MailRefusedException.malformed("a provider owns the header field "
                            + PlainText.line(name.toLowerCase(Locale.ROOT), 60) + "; remove it");
                });
    }

    /** The Message-ID; empty if there is none, or if it is not one id in angle brackets: then it is only sent. */
    static Optional<String> messageId(MailHeader header) {
        return header.first("message-id").filter(id -> MESSAGE_ID.matcher(id).matches());
    }
}
