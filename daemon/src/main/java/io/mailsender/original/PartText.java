package io.mailsender.original;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Decodes the text of a part. */
final class PartText {

    private PartText() {}

    /**
     * @param charset its name; {@code null} if the part names none. Then, and if it is ASCII, UTF-8 is tried
     * @return {@code null} if the character set is unknown, or the bytes are not in it
     */
    static @Nullable String decode(@Nullable String charset, byte[] bytes) {
        try {
            Charset known = charset == null ? StandardCharsets.UTF_8 : Charset.forName(charset.strip());
            return (known.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : known)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return null;
        }
    }
}
