package io.mailsender.provider;

import io.mailsender.common.UntrustedText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The far end's reply, or a description of what happened instead.
 *
 * @param statusCode the HTTP or SMTP code; 0 if there was no reply
 * @param text one line of at most {@value #MAX_LENGTH} characters, without control characters: it comes from outside and goes into
 *     API answers and logs
 */
public record Reply(int statusCode, String text) {

    public static final int MAX_LENGTH = 300;

    private static final Pattern ENHANCED_CODE = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?!\\S)");

    public Reply {
        text = oneLine(text);
    }

    /** No reply was received. */
    public static Reply none(String whatHappened) {
        return new Reply(0, whatHappened);
    }

    /** The enhanced status code at the beginning of an SMTP reply (RFC 3463, RFC 2034), for example {@code 5.1.1}. */
    public Optional<String> enhancedCode() {
        Matcher code = ENHANCED_CODE.matcher(text);
        return code.lookingAt() && statusCode / 100 == text.charAt(0) - '0'
                ? Optional.of(code.group(1))
                : Optional.empty();
    }

    static String oneLine(String text) {
        return UntrustedText.oneLine(text, MAX_LENGTH);
    }
}
