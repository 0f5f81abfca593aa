package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds addresses in the fields of a report. */
final class MailAddress {

    private static final Pattern ADDRESS =
            Pattern.compile("(?<![^\\s<>\\[\\]();:,\"'])[^\\s<>\\[\\]();:,\"'@]++@[^\\s<>\\[\\]();:,\"'@]++");

    /** A character beyond ASCII in an address of the type utf-8 (RFC 6533, section 3). */
    private static final Pattern UNICODE = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{1,6})}");

    private MailAddress() {}

    /** All addresses in a text, in order. Text that only looks like one is left out. */
    static List<EmailAddress> all(String text) {
        return ADDRESS.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(MailAddress::parse)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** The address in a field such as {@code rfc822; ann@example.com} (RFC 3464, section 2.3.2); empty for one that was blacked out. */
    static Optional<EmailAddress> typed(String field) {
        return all(unicode(field)).stream()
                .filter(address -> !address.toString().toLowerCase(Locale.ROOT).contains("redacted"))
                .findFirst();
    }

    private static String unicode(String field) {
        if (!field.toLowerCase(Locale.ROOT).startsWith("utf-8")) {
            return field;
        }
        return UNICODE.matcher(field).replaceAll(found -> {
            int codePoint = Integer.parseInt(found.group(1), 16);
            return Matcher.quoteReplacement(Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : "");
        });
    }

    private static @Nullable EmailAddress parse(String text) {
        try {
            return EmailAddress.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
