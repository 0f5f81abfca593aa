package io.mailsender.original;

import io.mailsender.message.CustomField;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.original.MailHeader.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header fields that a provider gets beside those that every message has.
 *
 * @param headers by name
 * @param obstacle why a field cannot be passed on like this; {@code null} if all can
 */
record CustomHeader(Map<String, String> headers, @Nullable String obstacle) {

    /** In every message, or written anew by the provider. */
    private static final Set<String> WRITTEN = Set.of(
            "from",
            "to",
            "cc",
            "subject",
            "date",
            "message-id",
            "reply-to",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "content-language",
            "content-length",
            "content-id",
            "received",
            "return-path",
            "delivered-to",
            "x-original-to",
            "envelope-to",
            "status",
            "x-status",
            "lines");

    private static final int MAX = 100;

    static CustomHeader of(MailHeader header) {
        Map<String, String> headers = new LinkedHashMap<>();
        Set<String> lowerCase = new java.util.HashSet<>();
        String obstacle = null;
        if (!AddressField.of(header.all("reply-to")).complete()) {
            obstacle = "its Reply-To has an unusual form";
        }
        for (Field field : header.fields()) {
            String name = field.name();
            if (WRITTEN.contains(name)
                    || TraceField.isOne(name)
                    || field.value().isEmpty()
                    || isSameAsFrom(field, header)) {
                continue;
            }
            try {
                String value = EncodedText.decode(field.value());
                CustomField.require(name, value);
                if (!lowerCase.add(name) || headers.size() == MAX) {
                    throw new IllegalArgumentException("twice, or too many");
                }
                headers.put(capitalized(name), value);
            } catch (IllegalArgumentException e) {
                obstacle = obstacle == null ? "it has the field " + PlainText.line(name, 60) : obstacle;
            }
        }
        return new CustomHeader(headers, obstacle);
    }

    private static boolean isSameAsFrom(Field field, MailHeader header) {
        return field.name().equals("sender")
                && addresses(List.of(field.value())).equals(addresses(header.all("from")));
    }

    private static List<EmailAddress> addresses(List<String> values) {
        return AddressField.of(values).mailboxes().stream()
                .map(Mailbox::address)
                .toList();
    }

    /** Field names have no case, but some programs expect the usual one: {@code List-Unsubscribe}. */
    private static String capitalized(String name) {
        StringBuilder text = new StringBuilder(name);
        for (int i = 0; i < text.length(); i++) {
            if (i == 0 || text.charAt(i - 1) == '-') {
                text.setCharAt(i, Character.toUpperCase(text.charAt(i)));
            }
        }
        return text.toString();
    }
}
