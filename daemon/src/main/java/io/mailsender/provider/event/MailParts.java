package io.mailsender.provider.event;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;

/**
 * A mail that reports about another one, taken apart: its header, its parts without other parts, and the header of the mail that it
 * returns. All within limits, since anyone can send such a mail.
 *
 * @param header of the mail itself
 * @param parts in order; not those of the returned mail
 * @param returned the header of the returned mail; without fields if it is not returned
 */
record MailParts(MailFields header, List<Part> parts, MailFields returned) {

    private static final int MAX_DEPTH = 20;
    private static final int MAX_PARTS = 1000;
    private static final int MAX_TEXT = 256 << 10;

    private static final MimeConfig LIMITS = MimeConfig.custom()
            .setMaxLineLen(100_000)
            .setMaxHeaderLen(100_000)
            .setMaxHeaderCount(2000)
            .setMaxContentLen(64L << 20)
            .build();

    /** @param type the media type, in lower case */
    record Part(String type, String text) {}

    /** @throws EventRefusedException if it is not a mail, or goes beyond the limits */
    static MailParts of(byte[] message) {
        try {
            return new Reader(message).read();
        } catch (MimeException | IOException e) {
            throw EventRefusedException.unreadable("the mail cannot be read");
        }
    }

    /** The first part of one of the types. */
    Optional<Part> part(String... types) {
        return parts.stream()
                .filter(part -> Stream.of(types).anyMatch(part.type()::equals))
                .findFirst();
    }

    /** The text for people. */
    String text() {
        return part("text/plain").map(Part::text).orElse("");
    }

    /** Reads one mail. */
    private static final class Reader {

        private final MimeTokenStream stream = new MimeTokenStream(LIMITS);
        private final MailFields header = new MailFields();
        private final List<Part> parts = new ArrayList<>();
        private MailFields returned = new MailFields();
        /** 1 in the mail itself, 2 in the one that it returns. */
        private int level;

        private int depth;

        /** Where the header of the returned mail is; 0 before and after it. */
        private int returnedDepth;

        Reader(byte[] message) {
            stream.parse(new ByteArrayInputStream(withLines(message)));
        }

        MailParts read() throws MimeException, IOException {
            int left = MAX_PARTS * 20;
            for (EntityState state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
                if (depth > MAX_DEPTH || parts.size() > MAX_PARTS || left-- < 0) {
                    throw EventRefusedException.unreadable("the mail has too many parts");
                }
                take(state);
            }
            if (header.isEmpty()) {
                throw EventRefusedException.unreadable("the mail has no header");
            }
            return new MailParts(header, List.copyOf(parts), returned);
        }

        private void take(EntityState state) throws IOException {
            switch (state) {
                case T_START_MESSAGE -> {
                    level++;
                    depth++;
                    if (level == 2 && returned.isEmpty()) {
                        returnedDepth = depth;
                    }
                }
                case T_END_MESSAGE -> {
                    if (depth == returnedDepth) {
                        returnedDepth = 0;
                    }
                    level--;
                    depth--;
                }
                case T_START_MULTIPART -> depth++;
                case T_END_MULTIPART -> depth--;
                case T_FIELD -> takeField(stream.getField());
                case T_BODY -> takeBody(stream.getBodyDescriptor());
                default -> {
                    // Begins and ends of what was taken.
                }
            }
        }

        private void takeField(Field field) {
            if (level == 1 && depth == 1) {
                header.add(field.getName(), field.getBody());
            } else if (level == 2 && depth == returnedDepth) {
                returned.add(field.getName(), field.getBody());
            }
        }

        private void takeBody(BodyDescriptor body) throws IOException {
            if (level != 1) {
                return;
            }
            String type = body.getMimeType().toLowerCase(Locale.ROOT);
            if (!type.startsWith("text/") && !type.startsWith("message/")) {
                return;
            }
            String text;
            try (InputStream in = stream.getDecodedInputStream()) {
                text = new String(in.readNBytes(MAX_TEXT), charset(body.getCharset()));
            }
            if (type.equals("text/rfc822-headers") || type.equals("message/global-headers")) {
                List<MailFields> groups = MailFields.groups(text);
                if (returned.isEmpty() && !groups.isEmpty()) {
                    returned = groups.get(0);
                }
            } else {
                parts.add(new Part(type, text));
            }
        }

        private static Charset charset(String name) {
            try {
                Charset charset = name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
                return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
            } catch (IllegalArgumentException e) {
                return StandardCharsets.ISO_8859_1;
            }
        }

        /** Without the line that a pipe of an MTA puts before a mail, and with line feeds if it has only carriage returns. */
        private static byte[] withLines(byte[] message) {
            byte[] bytes = message.clone();
            boolean noLineFeed = true;
            for (byte b : bytes) {
                noLineFeed &= b != '\n';
            }
            for (int i = 0; noLineFeed && i < bytes.length; i++) {
                bytes[i] = bytes[i] == '\r' ? (byte) '\n' : bytes[i];
            }
            int start = 0;
            if (startsWith(bytes, "From ") || startsWith(bytes, ">From ")) {
                while (start < bytes.length && bytes[start] != '\n') {
                    start++;
                }
                start = Math.min(start + 1, bytes.length);
            }
            return Arrays.copyOfRange(bytes, start, bytes.length);
        }

        private static boolean startsWith(byte[] bytes, String text) {
            byte[] start = text.getBytes(StandardCharsets.US_ASCII);
            return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
        }
    }
}
