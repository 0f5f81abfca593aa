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
 * Tells by which requests are the same, for the Idempotency-Key: by what they ask for, not by how that is written. The order of an
 * object's members says nothing, and neither does a default that is spelled out, an empty list, an empty object or a null.
 */
final class Fingerprint {

    /** What the API's description says of fields that are left out. */
    private static final Map<String, String> DEFAULTS =
            Map.of("priority", "normal", "subject", "No Subject", "contentType", "application/octet-stream");

    /** Of so many bytes base64 is made at a time: a multiple of three. */
    private static final int PIECE = 48 * 1024;

    private final MessageDigest digest = Sha256.digest();

    private Fingerprint() {}

    static byte[] of(SendRequest request) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add(request);
        return fingerprint.digest.digest();
    }

    private static boolean saysNothing(@Nullable Object value) {
        return value == null
                || value instanceof List<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }

    /** With its length before each text, so that no text looks like something else; nothing for what says nothing. */
    private void add(@Nullable Object value) {
        if (value == null || saysNothing(value)) {
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
            if (!saysNothing(value) && !isDefault(field.getName(), value)) {
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
            throw new IllegalStateException("a record shows its fields", e);
        }
    }
}
