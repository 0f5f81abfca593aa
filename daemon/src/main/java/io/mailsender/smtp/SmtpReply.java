package io.mailsender.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A reply to a command (RFC 5321, section 4.2).
 *
 * @param code 200 to 599
 * @param enhanced the enhanced status code (RFC 2034), such as {@code 5.1.1}; empty for none
 * @param lines the text, at least one line; characters that a reply cannot have become {@code ?}, and long lines are cut
 */
public record SmtpReply(int code, String enhanced, List<String> lines) {

    /** RFC 5321, section 4.5.3.1.5: 512 octets with code and CR LF. */
    private static final int MAX_TEXT = 480;

    public SmtpReply {
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not a reply: " + code);
        }
        lines = List.copyOf(lines);
    }

    /** A reply of one line. */
    public static SmtpReply of(int code, String enhanced, String text) {
        return new SmtpReply(code, enhanced, List.of(text));
    }

    /** Whether the client should try again later (4yz). */
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /** Whether it refuses for good (5yz). */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** As sent, with the line ends. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(80);
        for (int i = 0; i < lines.size(); i++) {
            String line = code + (i < lines.size() - 1 ? "-" : " ") + (enhanced.isEmpty() ? "" : enhanced + " ")
                    + printable(lines.get(i)) + "\r\n";
            out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    private static String printable(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_TEXT));
        for (int i = 0; i < text.length() && i < MAX_TEXT; i++) {
            char c = text.charAt(i);
            line.append(c >= ' ' && c < 127 ? c : '?');
        }
        return line.toString();
    }
}
