package io.mailsender.message;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks and encodes a header field that the caller adds to a message. */
public final class CustomField {

    // The limits of Amazon SES, the lowest of all providers; with ": " the sum fills a line (RFC 5322, section 2.1.1).
    private static final int MAX_NAME = 126;
    private static final int MAX_VALUE = 995;
    private static final int MAX_SUM = 996;

    /**
     * Fields that a caller may not set: the gateway writes them, they name the sender or the recipients (RFC 5322, section 3.6), only
     * servers on the way may add them (RFC 5321, 6376, 8601, 8617), or they describe the body (RFC 2045).
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
     * Prefixes of such fields. Some control a provider: X-SES- (Amazon SES: configuration set, tags, source ARN),
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
     * Structured fields, which software parses: keywords, message ids, URIs, addresses. An encoded word is not allowed in them
     * (RFC 2047, section 5); software that does not decode it loses the unsubscribe link or the thread. From RFC 5322 (message
     * ids), 2156, 3834, 8058, 8255, 8098 and others, and from practice. Organization, Comments and other X- fields are unstructured text.
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

    /** @throws IllegalArgumentException if two names differ only in case; mail programs would use either field */
    public static Set<String> requireDistinct(Set<String> names) {
        if (names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count() < names.size()) {
            throw new IllegalArgumentException(
                    "a header field appears twice; names that differ only in case are the same");
        }
        return names;
    }

    /**
     * Checks a field that a caller gave.
     *
     * @throws IllegalArgumentException with the reason, with neither the name nor the value
     */
    public static void require(String name, String value) {
        requireSafe(name, value);
        if (isStructured(name) && !HeaderText.isAscii(value)) {
            throw new IllegalArgumentException(
                    "the value must be ASCII, since software reads this field; percent-encode other characters in a URI (%C3%BC)");
        }
        int encoded = encode(name, value).length();
        if (encoded > MAX_VALUE || name.length() + encoded > MAX_SUM) {
            throw new IllegalArgumentException(
                    "name and value are longer than " + MAX_SUM + " characters once they are encoded in ASCII");
        }
    }

    /**
     * The value as sent, in printable ASCII. The value of a structured field is not encoded; only white space around it is removed, since
     * folding there would produce an empty line.
     */
    public static String encode(String name, String value) {
        return isStructured(name) && HeaderText.isAscii(value)
                ? value.strip()
                : HeaderText.encode(value, name.length() + ": ".length());
    }

    /** Whether software parses the field, so that its value must be ASCII and no encoded word. */
    public static boolean isStructured(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return STRUCTURED.contains(lowerCase) || lowerCase.startsWith("list-");
    }

    /** Checks what every version has refused; newer checks are in {@link #require}, so that stored messages stay readable. */
    static void requireSafe(String name, String value) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("the name must have 1 to " + MAX_NAME + " characters");
        }
        // RFC 5322, section 3.6.8: ftext.
        if (!name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ':')) {
            throw new IllegalArgumentException(
                    "the name must consist of printable ASCII characters without spaces and colons");
        }
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (OWNED.contains(lowerCase) || OWNED_PREFIXES.stream().anyMatch(lowerCase::startsWith)) {
            throw new IllegalArgumentException("the gateway or the provider owns this header field; remove it");
        }
        if (value.length() > MAX_VALUE) {
            throw new IllegalArgumentException("the value is longer than " + MAX_VALUE + " characters");
        }
        HeaderText.requireSafe(value);
    }
}
