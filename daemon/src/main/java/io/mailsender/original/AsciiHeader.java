package io.mailsender.original;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;

import io.mailsender.message.CustomField;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.HeaderText;
import io.mailsender.message.Mailbox;
import io.mailsender.message.MimeLineWriter;
import io.mailsender.message.MimeParameter;
import io.mailsender.original.MailHeader.Field;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Encodes the fields of a header that are not ASCII: texts and names (RFC 2047), and parameters (RFC 2231). */
final class AsciiHeader {

    private static final Set<String> ADDRESSES =
            Set.of("from", "sender", "reply-to", "to", "cc", "resent-from", "resent-sender", "resent-to", "resent-cc");
    private static final Set<String> WITH_PARAMETERS = Set.of("content-type", "content-disposition");

    /** No text is in them. */
    private static final Set<String> WITHOUT_TEXT = Set.of(
            "content-id",
            "content-transfer-encoding",
            "date",
            "dkim-signature",
            "message-id",
            "mime-version",
            "received",
            "return-path");

    /** The name, and the value in quotation marks or without. */
    private static final Pattern PARAMETER =
            Pattern.compile(";[ ]*+([A-Za-z0-9_.-]{1,64}+)[ ]*+=[ ]*+(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\";\\s]++))");

    private AsciiHeader() {}

    /**
     * A field in ASCII, with its line ends.
     *
     * @param start where the header begins in the mail
     * @return empty if the field is no text that can be encoded, or cannot be folded
     */
    static Optional<byte[]> field(byte[] mail, int start, Field field) {
        int from = start + field.start();
        int to = start + field.end();
        byte[] bytes = Arrays.copyOfRange(mail, from, to);
        if (isAscii(bytes)) {
            return Optional.of(bytes);
        }
        String name = new String(bytes, ISO_8859_1);
        return value(field)
                .map(value -> folded(name.substring(0, name.indexOf(':')).strip(), value))
                .filter(ascii -> !SevenBitMail.isBeyondLimits(ascii, 0, ascii.length));
    }

    private static Optional<String> value(Field field) {
        String name = field.name();
        if (ADDRESSES.contains(name)) {
            return addresses(field.value());
        }
        if (WITH_PARAMETERS.contains(name)) {
            return Optional.of(parameters(field.value())).filter(HeaderText::isAscii);
        }
        if (WITHOUT_TEXT.contains(name) || CustomField.isStructured(name)) {
            return Optional.empty();
        }
        return Optional.of(HeaderText.encodedWords(EncodedText.words(field.value()), name.length() + 2));
    }

    private static Optional<String> addresses(String value) {
        AddressField field = AddressField.of(List.of(value));
        boolean isWritable = field.complete()
                && field.mailboxes().stream().map(Mailbox::address).noneMatch(EmailAddress::isInternationalized);
        return isWritable
                ? Optional.of(
                        field.mailboxes().stream().map(Mailbox::headerValue).collect(joining(", ")))
                : Optional.empty();
    }

    private static String parameters(String value) {
        Matcher parameter = PARAMETER.matcher(value);
        StringBuilder ascii = new StringBuilder();
        int done = 0;
        while (parameter.find()) {
            String quoted = parameter.group(2);
            String text = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            if (!HeaderText.isAscii(text)) {
                ascii.append(value, done, parameter.start())
                        .append("; ")
                        .append(MimeParameter.write(parameter.group(1), text));
                done = parameter.end();
            }
        }
        return ascii.append(value, done, value.length()).toString();
    }

    private static byte[] folded(String name, String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length() + 100);
        try {
            new MimeLineWriter(out, false).field(name, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
