package io.mailsender.provider.adapter;

import io.mailsender.provider.Reply;
import java.util.List;

/**
 * A reply of an SMTP server (RFC 5321, section 4.2). {@link SmtpRefusal} says what a refusal means.
 *
 * @param code from 200 to 599
 * @param lines the text after the code, line by line
 */
record SmtpReply(int code, List<String> lines) {

    SmtpReply {
        lines = List.copyOf(lines);
    }

    boolean isPositive() {
        return code < 300;
    }

    /** Whether the server waits for the message, or for the answer to a challenge. */
    boolean isIntermediate() {
        return code >= 300 && code < 400;
    }

    boolean isRefusal() {
        return code >= 400;
    }

    boolean isPermanent() {
        return code >= 500;
    }

    /** Whether the server ends the session (RFC 5321, section 3.8). */
    boolean isClosing() {
        return code == 421;
    }

    /** All lines joined. An enhanced status code, which is repeated on each line (RFC 2034, section 4), appears once. */
    String text() {
        StringBuilder text = new StringBuilder();
        String code = lines.isEmpty() ? "" : lines.get(0).replaceFirst("(?s)^(\\d\\.\\d+\\.\\d+ )?.*", "$1");
        for (String line : lines) {
            boolean repeats = text.length() > 0 && !code.isEmpty() && line.startsWith(code);
            text.append(text.length() == 0 ? "" : " ").append(repeats ? line.substring(code.length()) : line);
        }
        return text.toString().strip();
    }

    Reply toReply() {
        return new Reply(code, text());
    }
}
