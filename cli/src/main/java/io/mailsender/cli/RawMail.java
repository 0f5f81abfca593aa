package io.mailsender.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mail whose header fields can be changed and whose other bytes stay as they are.
 *
 * @param body the bytes after the empty line
 */
record RawMail(List<Field> fields, byte[] body) {

    /**
     * A header field.
     *
     * @param text the whole field with its line ends; one character per byte, so that unknown encodings survive
     */
    record Field(String name, String text) {

        static Field of(String name, String value) {
            return new Field(name, name + ": " + value + "\r\n");
        }

        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }

        /** What follows the colon. */
        String value() {
            return text.substring(text.indexOf(':') + 1);
        }

        Field withValue(String value) {
            return new Field(name, text.substring(0, text.indexOf(':') + 1) + value);
        }
    }

    /** RFC 5322, section 2.2; space before the colon is obsolete syntax. */
    private static final Pattern NAME = Pattern.compile("^[!-9;-~]++[ \\t]*+:");

    /**
     * Splits a mail whose lines end with CR LF. A first line of an mbox file ("From ann …") is left out. The header ends at an empty line or
     * before the first line that is no header field, as in {@code echo text | sendmail ann@example.com}.
     */
    static RawMail parse(byte[] mail) {
        List<Field> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int from = 0;
        while (from < mail.length) {
            int next = nextLine(mail, from);
            String line = new String(mail, from, next - from, StandardCharsets.ISO_8859_1);
            boolean continues = !field.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"));
            boolean mbox = from == 0 && (line.startsWith("From ") || line.startsWith(">From "));
            if (!continues && !mbox) {
                add(field, fields);
                if (!NAME.matcher(line).lookingAt()) {
                    from = line.equals("\r\n") ? next : from;
                    break;
                }
            }
            if (!mbox) {
                field.append(line);
            }
            from = next;
        }
        add(field, fields);
        return new RawMail(List.copyOf(fields), Arrays.copyOfRange(mail, from, mail.length));
    }

    private static int nextLine(byte[] mail, int from) {
        int i = from;
        while (i < mail.length && mail[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, mail.length);
    }

    private static void add(StringBuilder field, List<Field> fields) {
        if (!field.isEmpty()) {
            String text = field.toString();
            fields.add(new Field(text.substring(0, text.indexOf(':')).strip(), text));
            field.setLength(0);
        }
    }

    boolean has(String name) {
        return fields.stream().anyMatch(field -> field.is(name));
    }

    /** What follows the colon in these fields. */
    List<String> values(Set<String> lowerCaseNames) {
        return fields.stream()
                .filter(field -> lowerCaseNames.contains(lower(field.name())))
                .map(Field::value)
                .toList();
    }

    RawMail without(Set<String> lowerCaseNames) {
        return new RawMail(
                fields.stream()
                        .filter(field -> !lowerCaseNames.contains(lower(field.name())))
                        .toList(),
                body);
    }

    RawMail with(Field field) {
        return new RawMail(Stream.concat(fields.stream(), Stream.of(field)).toList(), body);
    }

    RawMail map(Set<String> lowerCaseNames, UnaryOperator<String> value) {
        return new RawMail(
                fields.stream()
                        .map(field -> lowerCaseNames.contains(lower(field.name()))
                                ? field.withValue(value.apply(field.value()))
                                : field)
                        .toList(),
                body);
    }

    byte[] toBytes() {
        ByteArrayOutputStream mail = new ByteArrayOutputStream(body.length + 2048);
        fields.forEach(field -> mail.writeBytes(field.text().getBytes(StandardCharsets.ISO_8859_1)));
        mail.write('\r');
        mail.write('\n');
        mail.writeBytes(body);
        return mail.toByteArray();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
