package io.mailsender.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Escapes values so that Micronaut finds no placeholders in them: ours are already resolved, and a password may contain the two
 * characters that begin one.
 */
final class PlaceholderEscape {

    private static final String DOLLAR = Schema.INTERNAL + ".dollar";

    /** The context needs it to restore the values. */
    static final Map<String, Object> PROPERTY = Map.of(DOLLAR, "$");

    private PlaceholderEscape() {}

    static Object of(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(PlaceholderEscape::of).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> escaped = new LinkedHashMap<>();
            map.forEach((key, child) -> escaped.put(String.valueOf(key), of(child)));
            return escaped;
        }
        return value instanceof String text ? text.replace("${", "${" + DOLLAR + "}{") : value;
    }
}
