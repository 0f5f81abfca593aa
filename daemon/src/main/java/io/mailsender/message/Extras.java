package io.mailsender.message;

import java.util.List;
import java.util.Map;

/**
 * What goes along with a message.
 *
 * @param headers header fields of the caller's own (name to value), for the recipient
 * @param tags labels, for the providers that have them
 * @param metadata names and values, for the providers that have them
 */
public record Extras(Map<String, String> headers, List<String> tags, Map<String, String> metadata) {

    public static final Extras NONE = new Extras(Map.of(), List.of(), Map.of());

    private static final int MAX_METADATA = 998;

    /** @throws IllegalArgumentException with the reason, where one of them could break a header, or is too long for one */
    public Extras {
        headers.forEach(CustomField::requireSafe);
        CustomField.requireDistinct(headers.keySet());
        tags.forEach(HeaderText::requireSafe);
        metadata.forEach(Extras::requireMetadata);
        headers = Map.copyOf(headers);
        tags = List.copyOf(tags);
        metadata = Map.copyOf(metadata);
    }

    /** @throws IllegalArgumentException with the reason, with neither the name nor the value */
    public static void requireMetadata(String name, String value) {
        if (name.length() > MAX_METADATA || value.length() > MAX_METADATA) {
            throw new IllegalArgumentException("name and value have at most " + MAX_METADATA + " characters each");
        }
        HeaderText.requireSafe(name);
        HeaderText.requireSafe(value);
    }
}
