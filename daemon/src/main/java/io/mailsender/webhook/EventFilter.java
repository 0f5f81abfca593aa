package io.mailsender.webhook;

import java.util.Collection;
import java.util.List;

/**
 * The events that a webhook wants.
 *
 * @param patterns types such as {@code message.sent}, or groups such as {@code message.*}; empty for all
 */
public record EventFilter(List<String> patterns) {

    /** Every event. */
    public static final EventFilter ALL = new EventFilter(List.of());

    private static final int MAX_PATTERNS = 30;

    public EventFilter {
        patterns = List.copyOf(patterns);
    }

    /** @throws IllegalArgumentException if a pattern matches no type, or there are too many */
    public static EventFilter parse(Collection<String> patterns) {
        List<String> distinct = patterns.stream().distinct().toList();
        if (distinct.size() > MAX_PATTERNS) {
            throw new IllegalArgumentException("must have at most " + MAX_PATTERNS + " entries");
        }
        for (String pattern : distinct) {
            if (WebhookType.words().stream().noneMatch(type -> matches(pattern, type))) {
                throw new IllegalArgumentException(
                        "has an entry that is no event; use types such as message.sent, or groups such as message.*");
            }
        }
        return new EventFilter(distinct);
    }

    /** As it is stored. */
    public static EventFilter stored(String text) {
        return text.isEmpty() ? ALL : new EventFilter(List.of(text.split(" ")));
    }

    public String text() {
        return String.join(" ", patterns);
    }

    /** Whether the webhook wants events of this type. */
    public boolean takes(String type) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, type));
    }

    private static boolean matches(String pattern, String type) {
        return pattern.equals(type)
                || pattern.endsWith(".*") && type.startsWith(pattern.substring(0, pattern.length() - 1));
    }
}
