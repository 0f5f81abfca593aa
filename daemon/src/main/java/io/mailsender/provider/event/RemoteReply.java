package io.mailsender.provider.event;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the recipient's server answered, as a vendor quotes it. Tells why it did not take the message: by the enhanced status code (RFC
 * 3463), and without a telling one by the words that mail servers use.
 *
 * @param code the SMTP code; 0 if it is not known
 * @param enhancedCode for example {@code 5.1.1}; empty if there is none
 */
public record RemoteReply(int code, String enhancedCode, String text) {

    private static final Pattern CODE = Pattern.compile("^(?:smtp; ?)?([245]\\d\\d)(?=[ \\-]|$)");
    private static final Pattern ENHANCED = Pattern.compile("(?<![\\d.])[245]\\.\\d{1,3}\\.\\d{1,3}(?!\\.?\\d)");

    /** Microsoft 365 answers 5.4.1 for a mailbox that does not exist. */
    private static final String NO_MAILBOX_AT_MICROSOFT = "recipient address rejected: access denied";

    private static final List<String> INVALID = List.of(
            "user unknown",
            "unknown user",
            "unknown recipient",
            "recipient unknown",
            "no such user",
            "no such mailbox",
            "no such recipient",
            "no mailbox here",
            "mailbox not found",
            "recipient not found",
            "user not found",
            "invalid recipient",
            "invalid mailbox",
            "account is disabled",
            "account has been disabled",
            "mailbox disabled",
            "does not exist",
            "doesn't exist",
            "this user doesn't have",
            "domain not found",
            "host not found",
            "no mx for");

    /** What "does not exist" may be about, besides the recipient. */
    private static final List<String> SENDER = List.of(
            "sender address rejected", "sender rejected", "sender domain", "envelope sender", "client host rejected");

    private static final List<String> FULL =
            List.of("mailbox full", "mailbox is full", "over quota", "quota exceeded", "overquota", "out of storage");

    private static final List<String> SPAM = List.of("spam", "virus", "malware", "phish", "content");

    private static final List<String> BLOCKED = List.of(
            "block",
            "blacklist",
            "denylist",
            "reputation",
            "spamhaus",
            "dnsbl",
            "rbl",
            "dmarc",
            "access denied",
            "not authorized",
            "policy");

    private static final List<String> TIMED_OUT =
            List.of("timed out", "timeout", "time out", "expired", "too old", "connection refused", "unreachable");

    /** Reads {@code 550 5.1.1 …} or {@code smtp; 550 5.1.1 …}. */
    public static RemoteReply parse(String text) {
        return of(0, "", text);
    }

    /**
     * @param code what the report itself has; if it is not an SMTP code, the one in the text is taken
     * @param enhancedCode what the report itself has; if it is empty, the one in the text is taken
     */
    public static RemoteReply of(int code, String enhancedCode, String text) {
        Matcher quoted = CODE.matcher(text.strip());
        int known = code >= 200 && code <= 599 ? code : quoted.find() ? Integer.parseInt(quoted.group(1)) : 0;
        Matcher enhanced = ENHANCED.matcher(enhancedCode.isEmpty() ? text : enhancedCode);
        return new RemoteReply(known, enhanced.find() ? enhanced.group() : "", text);
    }

    public EventReason reason() {
        String words = text.toLowerCase(Locale.ROOT);
        if (words.contains(NO_MAILBOX_AT_MICROSOFT)) {
            return EventReason.INVALID_ADDRESS;
        }
        EventReason byCode = enhancedCode.isEmpty() ? EventReason.OTHER : byCode(enhancedCode.substring(2), words);
        return byCode == EventReason.OTHER ? byWords(words) : byCode;
    }

    /** @param detail subject and detail of the enhanced code, for example {@code 1.1} */
    private EventReason byCode(String detail, String words) {
        return switch (detail) {
            case "1.1", "1.2", "1.3", "1.6", "1.10", "2.1" -> EventReason.INVALID_ADDRESS;
            case "2.2" -> EventReason.MAILBOX_FULL;
            case "2.3", "3.4" -> EventReason.CONTENT;
            case "4.1", "4.2", "4.7" -> EventReason.TIMED_OUT;
            // The domain has no server: for good, or because DNS does not answer now.
            case "4.4" -> enhancedCode.startsWith("5") ? EventReason.INVALID_ADDRESS : EventReason.TIMED_OUT;
            // The sender's address or domain.
            case "1.7", "1.8" -> EventReason.BLOCKED;
            default -> {
                if (detail.startsWith("6.")) {
                    yield EventReason.CONTENT;
                }
                yield detail.startsWith("7.")
                        ? contains(words, SPAM) && !contains(words, BLOCKED) ? EventReason.CONTENT : EventReason.BLOCKED
                        : EventReason.OTHER;
            }
        };
    }

    private static EventReason byWords(String words) {
        if (contains(words, SENDER)) {
            return EventReason.BLOCKED;
        }
        if (contains(words, INVALID)) {
            return EventReason.INVALID_ADDRESS;
        }
        if (contains(words, FULL)) {
            return EventReason.MAILBOX_FULL;
        }
        if (contains(words, BLOCKED)) {
            return EventReason.BLOCKED;
        }
        if (contains(words, SPAM)) {
            return EventReason.CONTENT;
        }
        return contains(words, TIMED_OUT) ? EventReason.TIMED_OUT : EventReason.OTHER;
    }

    private static boolean contains(String words, List<String> some) {
        return some.stream().anyMatch(words::contains);
    }
}
