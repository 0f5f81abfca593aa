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

    /** @throws IllegalArgumentException with the reason, where one of them could break a header */
    public Extras {
        headers.forEach(CustomField::require);
        tags.forEach(HeaderText::requireSafe);
        metadata.forEach((name, value) -> {
            HeaderText.requireSafe(name);
            HeaderText.requireSafe(value);
        });
        headers = Map.copyOf(headers);
        tags = List.copyOf(tags);
        metadata = Map.copyOf(metadata);
    }
}
