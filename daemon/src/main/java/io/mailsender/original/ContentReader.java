package io.mailsender.original;

import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.field.LenientFieldParser;
import org.apache.james.mime4j.message.DefaultBodyDescriptorBuilder;
import org.apache.james.mime4j.message.MaximalBodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.util.ByteSequence;
import org.jspecify.annotations.Nullable;

/** Reads the text and the files of a mail (RFC 2045 to 2049), within limits, for providers that take them as fields. */
final class ContentReader {

    private static final int MAX_DEPTH = 50;
    private static final int MAX_PARTS = 1000;

    /** Of a field such as Content-Type. mime4j's time for its parameters grows with the square of their number. */
    private static final int MAX_DESCRIPTION = 8 << 10;

    /** mime4j's own limits refuse lawful mails, for example one with a header field of 20 kB. */
    private static final MimeConfig LIMITS = MimeConfig.custom()
            .setMaxLineLen(1 << 20)
            .setMaxHeaderLen(512 << 10)
            .setMaxHeaderCount(2000)
            .setMaxContentLen(-1)
            .build();

    /** In an alternative, each is another form of the same text; the others are put together. */
    private static final Set<String> KNOWN = Set.of("multipart/mixed", "multipart/alternative", "multipart/related");

    private final MimeTokenStream stream = new MimeTokenStream(
            LIMITS, new DefaultBodyDescriptorBuilder(null, LenientFieldParser.getParser(), DecodeMonitor.SILENT));
    private final Deque<String> multiparts = new ArrayDeque<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private @Nullable String text;
    private @Nullable String html;
    private @Nullable String obstacle;
    private boolean signed;

    private ContentReader(byte[] mail) {
        stream.parse(new ByteArrayInputStream(mail));
        // A mail in a mail is a file here.
        stream.setRecursionMode(org.apache.james.mime4j.stream.RecursionMode.M_NO_RECURSE);
    }

    /**
     * What is in the body.
     *
     * @param obstacle why fields cannot express it; {@code null} if they can
     * @param signed whether a part is signed, so that the parts must not be encoded anew
     */
    record Result(Content content, @Nullable String obstacle, boolean signed) {}

    /** @param subject of the content */
    static Result read(byte[] mail, String subject) {
        ContentReader reader = new ContentReader(mail);
        try {
            reader.run();
        } catch (MimeException | IOException | IllegalArgumentException e) {
            reader.cannotSay("its MIME structure cannot be read");
        }
        return new Result(
                new Content(subject, reader.text, reader.html, List.copyOf(reader.attachments)),
                reader.obstacle,
                reader.signed);
    }

    private void run() throws MimeException, IOException {
        int parts = 0;
        for (EntityState state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
            switch (state) {
                case T_FIELD -> {
                    if (isTooLong(stream.getField())) {
                        cannotSay("a field that describes a part has more than " + MAX_DESCRIPTION + " octets");
                        return;
                    }
                }
                case T_START_MULTIPART -> enter();
                case T_END_MULTIPART -> multiparts.pop();
                case T_BODY -> take((MaximalBodyDescriptor) stream.getBodyDescriptor());
                default -> {
                    // Begins and ends of what was taken.
                }
            }
            if (state == EntityState.T_START_BODYPART && ++parts > MAX_PARTS || multiparts.size() > MAX_DEPTH) {
                cannotSay("it has more than " + MAX_PARTS + " parts, or they are nested more than " + MAX_DEPTH
                        + " times");
                return;
            }
        }
    }

    private static boolean isTooLong(Field field) {
        ByteSequence raw = field.getRaw();
        return field.getNameLowerCase().startsWith("content-")
                && (raw == null ? field.getBody().length() : raw.length()) > MAX_DESCRIPTION;
    }

    private void enter() {
        String type = stream.getBodyDescriptor().getMimeType().toLowerCase(Locale.ROOT);
        signed |= type.equals("multipart/signed");
        if (!KNOWN.contains(type)) {
            cannotSay("it is " + PlainText.line(type, 60));
        }
        multiparts.push(type);
    }

    private void take(MaximalBodyDescriptor part) throws IOException {
        String type = part.getMimeType().toLowerCase(Locale.ROOT);
        if (isOpaque(type)) {
            signed |= type.endsWith("pkcs7-mime") || type.endsWith("pkcs7-signature");
            cannotSay("it has a part of type " + PlainText.line(type, 60));
            return;
        }
        byte[] bytes;
        try (InputStream in = stream.getDecodedInputStream()) {
            bytes = in.readAllBytes();
        }
        String filename = AttachmentName.of(part);
        boolean isFile = filename != null || "attachment".equalsIgnoreCase(part.getContentDispositionType());
        if (!isFile && type.equals("text/plain") && text == null) {
            text = decoded(part, bytes);
        } else if (!isFile && type.equals("text/html") && html == null) {
            html = decoded(part, bytes);
        } else if (!isFile && (type.startsWith("text/") || "multipart/alternative".equals(multiparts.peek()))) {
            cannotSay("it has more than one text or another form of it: " + PlainText.line(type, 60));
        } else {
            attach(part, type, filename, bytes);
        }
    }

    /** Whether fields cannot carry a part of the type: they would break what it proves, or what programs do with it. */
    private static boolean isOpaque(String type) {
        return type.startsWith("message/")
                || type.equals("text/calendar")
                || type.endsWith("pkcs7-mime")
                || type.endsWith("pkcs7-signature")
                || type.equals("application/pgp-encrypted");
    }

    private @Nullable String decoded(MaximalBodyDescriptor part, byte[] bytes) {
        String decoded = PartText.decode(part.getCharset(), bytes);
        if (decoded == null) {
            cannotSay("its text is not in a known character set");
        }
        return decoded;
    }

    private void attach(MaximalBodyDescriptor part, String type, @Nullable String filename, byte[] bytes) {
        String id = part.getContentId();
        // Elsewhere nothing refers to it.
        boolean isInline = id != null && multiparts.contains("multipart/related");
        try {
            attachments.add(new Attachment(
                    filename == null ? "attachment" : filename,
                    type,
                    bytes,
                    isInline ? id.strip().replaceFirst("^<", "").replaceFirst(">$", "") : null));
        } catch (IllegalArgumentException e) {
            cannotSay("a file has an unusual name, type or Content-ID");
        }
    }

    private void cannotSay(String reason) {
        if (obstacle == null) {
            obstacle = reason;
        }
    }
}
