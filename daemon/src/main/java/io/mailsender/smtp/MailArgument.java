package io.mailsender.smtp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The argument of {@code MAIL} or {@code RCPT}: a path and parameters (RFC 5321, section 4.1.2).
 *
 * @param mailbox the address, without a source route; empty for {@code <>}
 * @param parameters by keyword in upper case; {@code null} for one without a value
 */
record MailArgument(String mailbox, Map<String, @Nullable String> parameters) {

    /**
     * @param keyword {@code FROM} or {@code TO}
     * @throws Rejection if the syntax is wrong
     */
    static MailArgument parse(String argument, String keyword) {
        String start = keyword + ":";
        if (!argument.regionMatches(true, 0, start, 0, start.length())) {
            throw wrong("Write " + start + "<address>");
        }
        // A space after the colon is wrong but common.
        String rest = argument.substring(start.length()).strip();
        int end = rest.startsWith("<") ? endOfPath(rest) : endOfWord(rest);
        String path = rest.startsWith("<") ? rest.substring(1, end - 1) : rest.substring(0, end);
        if (path.isEmpty() && !rest.startsWith("<")) {
            throw wrong("Write " + start + "<address>");
        }
        return new MailArgument(withoutRoute(path), parameters(rest.substring(end)));
    }

    /** The position after the closing bracket, which may also appear in quotes. */
    private static int endOfPath(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '"' -> quoted = !quoted;
                case '\\' -> i++;
                case '>' -> {
                    if (!quoted) {
                        if (i + 1 < text.length() && text.charAt(i + 1) != ' ') {
                            throw wrong("A space must follow the address");
                        }
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        throw wrong("The address has no closing bracket");
    }

    /** Some devices send the address without brackets. */
    private static int endOfWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text.length() : space;
    }

    /** A source route must be accepted and ignored (RFC 5321, appendix C). */
    private static String withoutRoute(String path) {
        if (!path.startsWith("@")) {
            return path;
        }
        int colon = path.indexOf(':');
        if (colon < 0) {
            throw wrong("The source route has no address");
        }
        return path.substring(colon + 1);
    }

    private static Map<String, @Nullable String> parameters(String text) {
        Map<String, @Nullable String> parameters = new LinkedHashMap<>();
        for (String parameter : text.strip().split(" +")) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String keyword = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
            if (parameters.containsKey(keyword)) {
                throw new Rejection(501, "5.5.4", "A parameter appears twice");
            }
            parameters.put(keyword, equals < 0 ? null : parameter.substring(equals + 1));
        }
        return parameters;
    }

    private static Rejection wrong(String text) {
        return new Rejection(501, "5.5.4", text);
    }
}
