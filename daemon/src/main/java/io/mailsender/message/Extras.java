package io.mailsender.message;

import java.util.List;
import java.util.Map;

/**
 * The optional data that a caller adds to a message.
 *
 * @param headers additional header fields (name to value), for the recipient
 * @param tags labels, for the providers that support them
 * @param metadata names and values, for the providers that support them
 */
public record Extras(Map<String, String> headers, List<String> tags, Map<String, String> metadata) {

    public static final Extras NONE = new Extras(Map.of(), List.of(), Map.of());

    private static final int MAX_METADATA = 998;

    /** @throws IllegalArgumentException with the reason, if one of them could break a header or is too long */
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
            throw new IllegalArgumentException("name or value is longer than " + MAX_METADATA + " characters");
        }
        HeaderText.requireSafe(name);
        HeaderText.requireSafe(value);
    }
}
