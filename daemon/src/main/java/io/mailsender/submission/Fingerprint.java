package io.mailsender.submission;

import io.mailsender.http.Base64Bytes;
import io.mailsender.http.Sha256;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A hash by which requests with the same Idempotency-Key are compared: by meaning, not by bytes. The order of an object's members, an
 * explicit default, an empty list or object, and null make no difference.
 */
final class Fingerprint {

    /** The documented defaults of omitted fields. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "priority",
            "normal",
            "subject",
            "No Subject",
            "contentType",
            "application/octet-stream",
            "ignoreSuppression",
            false);

    /** How many bytes are encoded at a time; a multiple of three, so that only the last piece has padding. */
    private static final int PIECE = 48 * 1024;

    private final MessageDigest digest = Sha256.digest();

    private Fingerprint() {}

    static byte[] of(SendRequest request) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add(request);
        return fingerprint.digest.digest();
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || value instanceof List<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }

    /** Writes each text with its length before it, so that two values never look like another one; skips {@linkplain #isEmpty empty} values. */
    private void add(@Nullable Object value) {
        if (value == null || isEmpty(value)) {
            return;
        }
        if (value instanceof Base64Bytes file) {
            addBase64(file.bytes() == null ? new byte[0] : file.bytes());
        } else if (value instanceof Record fields) {
            add(fields);
        } else if (value instanceof List<?> list) {
            write("[");
            list.forEach(this::add);
            write("]");
        } else if (value instanceof Map<?, ?> map) {
            write("{");
            new TreeMap<>(map).forEach((name, entry) -> {
                add(name);
                add(entry);
            });
            write("}");
        } else {
            String plain = value.toString();
            write(plain.length() + ":");
            write(plain);
        }
    }

    private void add(Record fields) {
        write("(");
        for (RecordComponent field : fields.getClass().getRecordComponents()) {
            Object value = value(fields, field);
            if (!isEmpty(value) && !isDefault(field.getName(), value)) {
                write(field.getName() + "=");
                add(value);
            }
        }
        write(")");
    }

    private void addBase64(byte[] bytes) {
        write((bytes.length + 2) / 3 * 4 + ":");
        for (int at = 0; at < bytes.length; at += PIECE) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE));
            digest.update(Base64.getEncoder().encode(piece));
        }
    }

    private void write(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isDefault(String field, @Nullable Object value) {
        return field.equals("subject") && "".equals(value) || value != null && value.equals(DEFAULTS.get(field));
    }

    private static @Nullable Object value(Record fields, RecordComponent field) {
        try {
            return field.getAccessor().invoke(fields);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's accessor is not accessible", e);
        }
    }
}
