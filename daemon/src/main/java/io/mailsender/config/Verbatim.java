package io.mailsender.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keeps Micronaut from looking for placeholders in a value: a password may contain the two characters that begin one, and the
 * environment has been put in already.
 */
final class Verbatim {

    private static final String DOLLAR = Schema.INTERNAL + ".dollar";

    /** The context needs it to give the values back as they were. */
    static final Map<String, Object> PROPERTY = Map.of(DOLLAR, "$");

    private Verbatim() {}

    static Object of(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Verbatim::of).toList();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .collect(Collectors.toMap(entry -> String.valueOf(entry.getKey()), entry -> of(entry.getValue())));
        }
        return value instanceof String text ? text.replace("${", "${" + DOLLAR + "}{") : value;
    }
}
