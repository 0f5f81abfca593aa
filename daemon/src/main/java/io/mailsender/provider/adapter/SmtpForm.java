package io.mailsender.provider.adapter;

import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.message.Original;
import io.mailsender.original.SevenBitMail;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form in which one server takes a message.
 *
 * @param bytes empty if there is an obstacle
 * @param parameters of MAIL, each with a space before it
 * @param obstacle why the server cannot take it; {@code null} if it can
 */
record SmtpForm(byte[] bytes, String parameters, @Nullable String obstacle) {

    private static final String EIGHT_BIT = "8BITMIME";
    private static final String UTF8 = "SMTPUTF8";

    /** ASCII for every server. */
    static SmtpForm ascii(byte[] bytes) {
        return new SmtpForm(bytes, "", null);
    }

    /** @param extensions that the server offers, in capitals */
    static SmtpForm of(Message message, Mailbox sender, Set<String> extensions) {
        boolean needsUtf8 = message.isInternationalized() || sender.address().isInternationalized();
        if (needsUtf8 && !extensions.contains(UTF8)) {
            return without("an address with a non-ASCII local part needs SMTPUTF8, which the server does not offer");
        }
        Original original = message.original();
        if (original == null) {
            return needsUtf8
                    ? new SmtpForm(Mime.writeUtf8(message, sender), utf8(extensions), null)
                    : ascii(Mime.write(message, sender));
        }
        if (needsUtf8 || original.eightBitHeader() && extensions.contains(UTF8)) {
            return new SmtpForm(original.bytes(), utf8(extensions), null);
        }
        if (original.isSevenBit() || extensions.contains(EIGHT_BIT)) {
            return new SmtpForm(original.bytes(), original.isSevenBit() ? "" : " BODY=" + EIGHT_BIT, null);
        }
        Optional<byte[]> encoded = SevenBitMail.of(original);
        return encoded.isPresent()
                ? ascii(encoded.get())
                : without(
                        "the mail is signed, or a part of it cannot be encoded anew, and the server does not offer 8BITMIME");
    }

    /** RFC 6531, section 3.1: a server that offers SMTPUTF8 must offer 8BITMIME; some do not. */
    private static String utf8(Set<String> extensions) {
        return (extensions.contains(EIGHT_BIT) ? " BODY=" + EIGHT_BIT : "") + " " + UTF8;
    }

    private static SmtpForm without(String obstacle) {
        return new SmtpForm(new byte[0], "", obstacle);
    }
}
