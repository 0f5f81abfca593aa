package io.mailsender.original;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Brings the bytes of a mail into the form that RFC 5322 gives. */
public final class MailBytes {

    private MailBytes() {}

    /**
     * Ends every line with CR LF, also one that ends with CR or LF alone, as in files.
     *
     * @throws MailRefusedException if there is a NUL, which no server takes
     */
    public static byte[] withLineEnds(byte[] mail) {
        requireNoNul(mail);
        int others = 0;
        for (int i = 0; i < mail.length; i++) {
            others += isAlone(mail, i) ? 1 : 0;
        }
        if (others == 0) {
            return mail;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(mail.length + others);
        for (int i = 0; i < mail.length; i++) {
            if (isAlone(mail, i)) {
                out.write('\r');
                out.write('\n');
            } else {
                out.write(mail[i]);
            }
        }
        return out.toByteArray();
    }

    /** Without the line that begins a mail in an mbox file ({@code From ann Mon Nov 30 …}): it is no field and would end the header. */
    static byte[] withoutMboxLine(byte[] mail) {
        if (!startsWith(mail, "From ") && !startsWith(mail, ">From ")) {
            return mail;
        }
        int at = 0;
        while (at < mail.length && mail[at] != '\n') {
            at++;
        }
        return Arrays.copyOfRange(mail, Math.min(at + 1, mail.length), mail.length);
    }

    private static boolean startsWith(byte[] mail, String text) {
        byte[] start = text.getBytes(US_ASCII);
        return mail.length >= start.length && Arrays.equals(mail, 0, start.length, start, 0, start.length);
    }

    static void requireNoNul(byte[] mail) {
        for (byte b : mail) {
            if (b == 0) {
                throw MailRefusedException.malformed("the mail has a NUL character; encode such content in base64");
            }
        }
    }

    private static boolean isAlone(byte[] mail, int i) {
        return mail[i] == '\n' && (i == 0 || mail[i - 1] != '\r')
                || mail[i] == '\r' && (i + 1 == mail.length || mail[i + 1] != '\n');
    }

    /** The address as in a Received field (RFC 5321, section 4.1.3), without brackets. */
    public static String literal(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "IPv6:" + text.replaceFirst("%.*", "") : text;
    }
}
