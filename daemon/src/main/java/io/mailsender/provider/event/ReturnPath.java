package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A return path with the message's id in it (VERP, variable envelope return path): {@code bounces+ID@mail.example.com}. A bounce is sent
 * to it, so it shows its message even if it returns nothing of it.
 */
public final class ReturnPath {

    /** Postfix calls it the recipient delimiter: what follows does not count for delivery. */
    private static final char DELIMITER = '+';

    /** RFC 5321, section 4.5.3.1.1: the local part has at most 64 octets; the delimiter and the id take 33. */
    private static final int MAX_LOCAL_PART = 31;

    private static final Pattern ID = Pattern.compile("\\+([0-9a-f]{32})@", Pattern.CASE_INSENSITIVE);

    private ReturnPath() {}

    /** @throws IllegalArgumentException if the address cannot take an id */
    public static EmailAddress requireBase(EmailAddress address) {
        if (address.localPart().length() > MAX_LOCAL_PART
                || address.isInternationalized()
                || address.localPart().indexOf(DELIMITER) >= 0) {
            throw new IllegalArgumentException("must have at most " + MAX_LOCAL_PART
                    + " ASCII characters before the @, and no plus sign, since the message's id is added there");
        }
        return address;
    }

    /** @param base the address at which bounces are received */
    public static EmailAddress of(EmailAddress base, MessageId id) {
        return new EmailAddress(base.localPart() + DELIMITER + id.value(), base.domain());
    }

    /** The id of a message in a text with addresses, such as the To field of a bounce. */
    static Optional<String> idIn(String text) {
        Matcher id = ID.matcher(text);
        return id.find() ? Optional.of(id.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}
