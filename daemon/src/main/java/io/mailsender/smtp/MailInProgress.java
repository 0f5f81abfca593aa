package io.mailsender.smtp;

import io.mailsender.message.EmailAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mail between {@code MAIL} and the final dot. */
final class MailInProgress {

    /** RFC 1870, section 4. */
    private static final int MAX_SIZE_DIGITS = 20;

    private final SmtpSession session;
    private final @Nullable EmailAddress from;
    private final long declaredSize;
    private final boolean eightBit;
    private final boolean utf8;
    private final Set<EmailAddress> recipients = new LinkedHashSet<>();

    private MailInProgress(
            SmtpSession session, @Nullable EmailAddress from, long declaredSize, boolean eightBit, boolean utf8) {
        this.session = session;
        this.from = from;
        this.declaredSize = declaredSize;
        this.eightBit = eightBit;
        this.utf8 = utf8;
    }

    /** @throws Rejection if the sender or a parameter is not valid */
    static MailInProgress begin(SmtpSession session, MailArgument argument, int maxSize) {
        long size = 0;
        boolean eightBit = false;
        boolean utf8 = false;
        for (Map.Entry<String, @Nullable String> parameter :
                argument.parameters().entrySet()) {
            @Nullable String value = parameter.getValue();
            switch (parameter.getKey()) {
                case "SIZE" -> size = size(value);
                case "BODY" -> eightBit = isEightBit(value);
                case "SMTPUTF8" -> utf8 = isPresent(value);
                case "AUTH" -> requireValue(value); // RFC 4954, section 5: nothing here trusts it.
                default -> throw unknownParameter();
            }
        }
        if (size > maxSize) {
            throw new Rejection(552, "5.3.4", "The message is too large; the limit is " + maxSize + " octets");
        }
        @Nullable EmailAddress from = argument.mailbox().isEmpty() ? null : address(argument, utf8, "5.1.7");
        return new MailInProgress(session, from, size, eightBit, utf8);
    }

    /** @throws Rejection if the recipient is not valid */
    EmailAddress recipient(MailArgument argument) {
        if (!argument.parameters().isEmpty()) {
            throw unknownParameter();
        }
        if (argument.mailbox().isEmpty()) {
            throw new Rejection(501, "5.1.3", "A recipient must have an address");
        }
        return address(argument, utf8, "5.1.3");
    }

    void add(EmailAddress recipient) {
        recipients.add(recipient);
    }

    boolean has(EmailAddress recipient) {
        return recipients.contains(recipient);
    }

    int recipients() {
        return recipients.size();
    }

    SmtpSession session() {
        return session;
    }

    @Nullable
    EmailAddress from() {
        return from;
    }

    long declaredSize() {
        return declaredSize;
    }

    SmtpTransaction with(byte[] body) {
        List<EmailAddress> to = new ArrayList<>(recipients);
        return new SmtpTransaction(session, from, to, body, eightBit, utf8);
    }

    private static EmailAddress address(MailArgument argument, boolean utf8, String enhanced) {
        String text = argument.mailbox();
        if (!utf8 && !text.chars().allMatch(c -> c < 128)) {
            throw new Rejection(553, "5.6.7", "An address that is not ASCII needs MAIL with SMTPUTF8");
        }
        try {
            return EmailAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Rejection(553, enhanced, "The address is not valid: " + e.getMessage());
        }
    }

    private static long size(@Nullable String value) {
        if (value == null
                || value.isEmpty()
                || value.length() > MAX_SIZE_DIGITS
                || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Rejection(501, "5.5.4", "SIZE must be a number");
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException tooLarge) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean isEightBit(@Nullable String value) {
        if ("8BITMIME".equalsIgnoreCase(value)) {
            return true;
        }
        if ("7BIT".equalsIgnoreCase(value)) {
            return false;
        }
        throw new Rejection(501, "5.5.4", "BODY must be 7BIT or 8BITMIME");
    }

    private static boolean isPresent(@Nullable String value) {
        if (value != null) {
            throw new Rejection(501, "5.5.4", "SMTPUTF8 has no value");
        }
        return true;
    }

    private static void requireValue(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new Rejection(501, "5.5.4", "AUTH needs a value");
        }
    }

    private static Rejection unknownParameter() {
        return new Rejection(555, "5.5.4", "Unknown parameter");
    }
}
