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

    /**
     * Fields of which software reads the parts: words of a protocol, message ids, URIs, addresses. In those an encoded word is wrong
     * (RFC 2047, section 5), and readers that do not decode it lose the link to unsubscribe, or the thread. From RFC 5322 (message
     * ids), 2156, 3834, 8058, 8255, 8098 and others, and from use. Organization, Comments and X- fields of one's own are texts.
     */
    private static final Set<String> STRUCTURED = Set.of(
            "accept-language",
            "alternate-recipient",
            "approved",
            "archived-at",
            "auto-submitted",
            "autocrypt",
            "autoforwarded",
            "cancel-lock",
            "deferred-delivery",
            "disposition-notification-options",
            "disposition-notification-to",
            "distribution",
            "encrypted",
            "expires",
            "expiry-date",
            "feedback-id",
            "followup-to",
            "importance",
            "in-reply-to",
            "jabber-id",
            "keywords",
            "latest-delivery-time",
            "message-context",
            "mt-priority",
            "newsgroups",
            "obsoletes",
            "original-message-id",
            "precedence",
            "priority",
            "references",
            "reply-by",
            "require-recipient-valid-since",
            "return-receipt-to",
            "sensitivity",
            "supersedes",
            "thread-index",
            "tls-required",
            "user-agent",
            "x-auto-response-suppress",
            "x-complaints-to",
            "x-confirm-reading-to",
            "x-csa-complaints",
            "x-feedback-id",
            "x-list-unsubscribe",
            "x-msmail-priority",
            "x-priority",
            "x-report-abuse-to",
            "x-rpcampaign");

    private CustomField() {}

    /** @throws IllegalArgumentException where two names differ in case only: readers take the one field or the other */
    public static Set<String> requireDistinct(Set<String> names) {
        if (names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count() < names.size()) {
            throw new IllegalArgumentException("a header field stands twice; the case of its name does not matter");
        }
        return names;
    }

    /**
     * What a caller may give.
     *
     * @throws IllegalArgumentException with the reason, with neither the name nor the value
     */
    public static void require(String name, String value) {
        requireSafe(name, value);
        if (isStructured(name) && !HeaderText.isAscii(value)) {
            throw new IllegalArgumentException(
                    "the value has ASCII characters alone, since software reads this field: encode a URI's in percent (%C3%BC)");
        }
        int encoded = encode(name, value).length();
        if (encoded > MAX_VALUE || name.length() + encoded > MAX_SUM) {
            throw new IllegalArgumentException(
                    "name and value have at most " + MAX_SUM + " characters once they are encoded in ASCII");
        }
    }

    /**
     * The value as it goes out, in printable ASCII. That of a structured field is as it was given; white space around it, which means
     * nothing there, would make an empty line where it is folded.
     */
    public static String encode(String name, String value) {
        return isStructured(name) && HeaderText.isAscii(value)
                ? value.strip()
                : HeaderText.encode(value, name.length() + ": ".length());
    }

    private static boolean isStructured(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return STRUCTURED.contains(lowerCase) || lowerCase.startsWith("list-");
    }

    /** What no version ever took. */
    static void requireSafe(String name, String value) {
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
        HeaderText.requireSafe(value);
    }
}
