package io.mailsender.original;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The header of a mail (RFC 5322, section 2.2): its fields, and where they are in the bytes.
 *
 * @param fields in order
 * @param end where its last line ends
 * @param bodyStart where the body begins, after the empty line; {@code end} if a line that is no field ends the header
 */
record MailHeader(List<Field> fields, int end, int bodyStart) {

    private static final int MAX_FIELDS = 2000;
    private static final int MAX_LENGTH = 512 << 10;

    /**
     * @param name in lower case
     * @param start where its first line begins
     * @param end where its last line ends, behind CR LF
     * @param value unfolded and without white space around it
     */
    record Field(String name, int start, int end, String value) {}

    /**
     * Finds the fields of a mail whose lines end with CR LF.
     *
     * @throws MailRefusedException if it has too many fields or begins with a continuation line
     */
    static MailHeader of(byte[] mail) {
        List<Field> fields = new ArrayList<>();
        int at = 0;
        while (at < mail.length) {
            int end = lineEnd(mail, at);
            if (end - at == 2 && mail[at] == '\r') {
                return new MailHeader(List.copyOf(fields), at, end);
            }
            int colon = colon(mail, at, end);
            if (colon < 0) {
                return new MailHeader(List.copyOf(fields), at, at);
            }
            while (end < mail.length && (mail[end] == ' ' || mail[end] == '\t')) {
                end = lineEnd(mail, end);
            }
            if (fields.size() == MAX_FIELDS || end > MAX_LENGTH) {
                throw MailRefusedException.malformed("the header has more than " + MAX_FIELDS + " fields or "
                        + MAX_LENGTH + " octets; such a mail is not sent");
            }
            String name = new String(mail, at, colon - at, ISO_8859_1).strip().toLowerCase(Locale.ROOT);
            fields.add(new Field(name, at, end, unfolded(mail, colon + 1, end)));
            at = end;
        }
        return new MailHeader(List.copyOf(fields), mail.length, mail.length);
    }

    /** The values of all fields with a name. @param name in lower case */
    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }

    /**
     * The value of a field that a mail may have once (RFC 5322, section 3.6); empty also if it is blank.
     *
     * @param name in lower case
     */
    Optional<String> first(String name) {
        return all(name).stream().findFirst().filter(value -> !value.isEmpty());
    }

    private static int lineEnd(byte[] mail, int start) {
        int at = start;
        while (at < mail.length && mail[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, mail.length);
    }

    /** Where the colon after a field's name is; -1 if the line is no field. White space before the colon is obsolete, but lawful. */
    private static int colon(byte[] mail, int start, int end) {
        int at = start;
        while (at < end && mail[at] > ' ' && mail[at] < 0x7F && mail[at] != ':') {
            at++;
        }
        int name = at;
        while (at < end && (mail[at] == ' ' || mail[at] == '\t')) {
            at++;
        }
        return name > start && at < end && mail[at] == ':' ? at : -1;
    }

    private static String unfolded(byte[] mail, int start, int end) {
        String text;
        try {
            text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(mail, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            text = new String(mail, start, end - start, ISO_8859_1);
        }
        return text.replace("\r\n", "").replace('\t', ' ').strip();
    }
}
