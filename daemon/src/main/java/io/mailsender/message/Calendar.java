package io.mailsender.message;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An invitation, a reply to one or its cancellation, as an alternative form of a message's text (RFC 6047, section 2.4). Mail programs
 * show buttons for it.
 *
 * @param content an iCalendar object (RFC 5545) with CRLF line ends
 * @param method the value of its METHOD property (RFC 5546, section 1.4), in capitals
 */
public record Calendar(String content, String method) {

    private static final Set<String> METHODS =
            Set.of("PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER");

    private static final String BEGIN = "BEGIN:VCALENDAR";
    private static final String END = "END:VCALENDAR";

    /** @throws IllegalArgumentException if the content could break a MIME part, or the method is unknown */
    public Calendar {
        HeaderText.requireWellFormed(content);
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException(
                    "the method must be PUBLISH, REQUEST, REPLY, ADD, CANCEL, REFRESH, COUNTER or DECLINECOUNTER");
        }
    }

    /**
     * Reads a caller's calendar.
     *
     * @param method in any case; {@code null} to use the content's METHOD property
     * @throws IllegalArgumentException if the content is not an iCalendar object with a METHOD, or the two methods differ
     */
    public static Calendar parse(String content, @Nullable String method) {
        String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
        text = text.replace("\r\n", "\n").replace('\r', '\n').strip();
        if (!text.chars().allMatch(c -> c >= ' ' && c != 0x7F || c == '\n' || c == '\t')) {
            throw new IllegalArgumentException(
                    "the content has a control character other than line ends and tabs; remove it");
        }
        // RFC 5545, section 3.1: a line that begins with white space continues the line before.
        List<String> lines = List.of(text.replace("\n ", "").replace("\n\t", "").split("\n"));
        if (!lines.get(0).strip().equalsIgnoreCase(BEGIN)
                || !lines.get(lines.size() - 1).strip().equalsIgnoreCase(END)
                || lines.stream()
                                .filter(line -> line.strip().equalsIgnoreCase(BEGIN))
                                .count()
                        > 1) {
            throw new IllegalArgumentException(
                    "the content must be one iCalendar object (RFC 5545), from " + BEGIN + " to " + END);
        }
        String own = method(lines);
        if (own == null) {
            throw new IllegalArgumentException(
                    "the content has no METHOD property, so mail programs would show no invitation; add METHOD:REQUEST below "
                            + BEGIN);
        }
        if (method != null && !method.equalsIgnoreCase(own)) {
            throw new IllegalArgumentException(
                    "the METHOD property of the content differs from method; use the same or omit method");
        }
        return new Calendar(text.replace("\n", "\r\n") + "\r\n", own.toUpperCase(Locale.ROOT));
    }

    /** The calendar's own properties come before its components (RFC 5545, section 3.4). */
    private static @Nullable String method(List<String> lines) {
        for (String line : lines.subList(1, lines.size())) {
            String upperCase = line.toUpperCase(Locale.ROOT);
            if (upperCase.startsWith("BEGIN:")) {
                return null;
            }
            if (upperCase.startsWith("METHOD:") || upperCase.startsWith("METHOD;")) {
                return line.substring(line.lastIndexOf(':') + 1).strip();
            }
        }
        return null;
    }
}
