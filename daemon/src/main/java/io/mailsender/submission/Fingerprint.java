package io.mailsender.submission;

import io.mailsender.http.Sha256;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells by which requests are the same, for the Idempotency-Key: by what they ask for, not by how that is written. The order of an
 * object's members says nothing, and neither does a default that is spelled out, an empty list, an empty object or a null.
 */
final class Fingerprint {

    /** What the API's description says of fields that are left out. */
    private static final Map<String, String> DEFAULTS =
            Map.of("priority", "normal", "subject", "No Subject", "contentType", "application/octet-stream");

    private Fingerprint() {}

    static byte[] of(SendRequest request) {
        return Sha256.of(canonical(request));
    }

    /** With its length before each text, so that no text looks like something else; empty for what says nothing. */
    private static String canonical(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Record fields) {
            return canonical(fields);
        }
        StringBuilder text = new StringBuilder();
        if (value instanceof List<?> list) {
            list.forEach(entry -> text.append(canonical(entry)));
            return list.isEmpty() ? "" : "[" + text + "]";
        }
        if (value instanceof Map<?, ?> map) {
            new TreeMap<>(map)
                    .forEach((name, entry) -> text.append(canonical(name)).append(canonical(entry)));
            return map.isEmpty() ? "" : "{" + text + "}";
        }
        String plain = value.toString();
        return plain.length() + ":" + plain;
    }

    private static String canonical(Record fields) {
        StringBuilder text = new StringBuilder("(");
        for (RecordComponent field : fields.getClass().getRecordComponents()) {
            Object value = value(fields, field);
            String canonical = isDefault(field.getName(), value) ? "" : canonical(value);
            if (!canonical.isEmpty()) {
                text.append(field.getName()).append('=').append(canonical);
            }
        }
        return text.append(')').toString();
    }

    private static boolean isDefault(String field, @Nullable Object value) {
        return field.equals("subject") && "".equals(value) || value != null && value.equals(DEFAULTS.get(field));
    }

    private static @Nullable Object value(Record fields, RecordComponent field) {
        try {
            return field.getAccessor().invoke(fields);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record shows its fields", e);
        }
    }
}
