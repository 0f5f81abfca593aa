package io.mailsender.message;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A header field of the caller's own: which names and values may go into a message. */
public final class CustomField {

    // The limits of Amazon SES, the lowest there are; with ": " the sum is a line of RFC 5322, section 2.1.1.
    private static final int MAX_NAME = 126;
    private static final int MAX_VALUE = 995;
    private static final int MAX_SUM = 996;

    /**
     * Fields that the gateway writes, that say who sent the message or whom it went to (RFC 5322, section 3.6), that only those who
     * carry it may add (RFC 5321, 6376, 8601, 8617), or that make up the body (RFC 2045).
     */
    private static final Set<String> OWNED = Set.of(
            "apparently-to",
            "authentication-results",
            "authentication-results-original",
            "bcc",
            "cc",
            "date",
            "delivered-to",
            "dkim-signature",
            "domainkey-signature",
            "envelope-to",
            "errors-to",
            "from",
            "message-id",
            "mime-version",
            "original-recipient",
            "received",
            "received-spf",
            "reply-to",
            "return-path",
            "sender",
            "subject",
            "to",
            "x-original-to");

    /**
     * Families of them. Those of the providers steer the provider: X-SES- (Amazon SES: configuration set, tags, source ARN),
     * X-Mailgun-, X-MJ- and X-Mailjet- (Mailjet), X-SG- and X-SMTPAPI (SendGrid), X-PM- (Postmark), X-Mailin- and X-SIB- (Brevo),
     * X-MSYS- (SparkPost), X-MC- and X-Mandrill- (Mandrill), Resend-.
     */
    private static final List<String> OWNED_PREFIXES = List.of(
            "arc-",
            "bimi-",
            "content-",
            "resend-",
            "resent-",
            "x-mailgun-",
            "x-mailin-",
            "x-mailjet-",
            "x-mandrill-",
            "x-mc-",
            "x-mj-",
            "x-msys-",
            "x-pm-",
            "x-ses-",
            "x-sg-",
            "x-sib-",
            "x-smtpapi");

    private CustomField() {}

    /** @throws IllegalArgumentException where two names differ in case only: readers take the one field or the other */
    public static Set<String> requireDistinct(Set<String> names) {
        if (names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count() < names.size()) {
            throw new IllegalArgumentException("a header field stands twice; the case of its name does not matter");
        }
        return names;
    }

    /** @throws IllegalArgumentException with the reason, with neither the name nor the value */
    public static void require(String name, String value) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("the name has between 1 and " + MAX_NAME + " characters");
        }
        // RFC 5322, section 3.6.8: ftext.
        if (!name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ':')) {
            throw new IllegalArgumentException("the name consists of printable ASCII characters, without a colon");
        }
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (OWNED.contains(lowerCase) || OWNED_PREFIXES.stream().anyMatch(lowerCase::startsWith)) {
            throw new IllegalArgumentException("the gateway or the provider owns this header field");
        }
        if (value.length() > MAX_VALUE) {
            throw new IllegalArgumentException("the value has at most " + MAX_VALUE + " characters");
        }
        int encoded = HeaderText.encode(HeaderText.requireSafe(value)).length();
        if (encoded > MAX_VALUE || name.length() + encoded > MAX_SUM) {
            throw new IllegalArgumentException(
                    "name and value have at most " + MAX_SUM + " characters once they are" + " encoded in ASCII");
        }
    }
}
