package io.mailsender.original;

import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;

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
