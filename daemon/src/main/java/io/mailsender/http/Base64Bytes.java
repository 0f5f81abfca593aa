package io.mailsender.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A base64 field, decoded directly from the bytes of the request: through a string, a file of 18 MB would take another 75 MB.
 *
 * @param bytes {@code null} if the field is not base64 (RFC 4648, section 4)
 */
public record Base64Bytes(byte @Nullable [] bytes) {

    /** A byte outside the base64 alphabet. */
    private static final byte OTHER = '?';

    /**
     * Decodes a JSON string.
     *
     * @param start the index after its opening quotation mark
     */
    static Base64Bytes decode(byte[] json, int start) {
        int end = start;
        boolean escaped = false;
        while (end < json.length && json[end] != '"') {
            boolean escape = json[end] == '\\';
            escaped |= escape;
            end += escape ? 2 : 1;
        }
        end = Math.min(end, json.length);
        ByteBuffer base64 = ByteBuffer.wrap(json, start, end - start).slice();
        try {
            ByteBuffer decoded = Base64.getDecoder().decode(escaped ? unescaped(base64) : base64);
            boolean whole = decoded.remaining() == decoded.array().length;
            return new Base64Bytes(whole ? decoded.array() : Arrays.copyOf(decoded.array(), decoded.remaining()));
        } catch (IllegalArgumentException e) {
            return new Base64Bytes(null);
        }
    }

    /** Resolves {@code \/}, which PHP writes for each slash, and Unicode escapes. No other escape is part of base64. */
    private static ByteBuffer unescaped(ByteBuffer in) {
        ByteBuffer out = ByteBuffer.allocate(in.remaining());
        while (in.hasRemaining()) {
            byte b = in.get();
            out.put(b == '\\' ? escape(in) : b);
        }
        return out.flip();
    }

    private static byte escape(ByteBuffer in) {
        byte kind = in.hasRemaining() ? in.get() : OTHER;
        if (kind != 'u') {
            return kind == '/' ? kind : OTHER;
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            code = code << 4 | (in.hasRemaining() ? Character.digit(in.get(), 16) & 0xFFF : 0xFFF);
        }
        return code > 0 && code < 128 ? (byte) code : OTHER;
    }
}
