package io.mailsender.original;

import org.apache.james.mime4j.message.MaximalBodyDescriptor;
import org.jspecify.annotations.Nullable;

/** Finds the name of a file in a part's header. */
final class AttachmentName {

    private static final int MAX = 200;

    private AttachmentName() {}

    /**
     * The {@code filename} of Content-Disposition (RFC 2183), or the {@code name} of Content-Type, which some programs write alone. Some
     * write encoded words there, which RFC 2047, section 5, forbids.
     *
     * @return {@code null} if it has none
     */
    static @Nullable String of(MaximalBodyDescriptor part) {
        String name = part.getContentDispositionFilename();
        if (name == null || name.isBlank()) {
            name = part.getContentTypeParameters().get("name");
        }
        if (name == null || name.isBlank()) {
            return null;
        }
        return PlainText.line(EncodedText.words(name), MAX);
    }
}
