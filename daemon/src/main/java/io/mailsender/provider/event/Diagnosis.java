package io.mailsender.provider.event;

import static io.mailsender.provider.event.EventReason.BLOCKED;
import static io.mailsender.provider.event.EventReason.CONTENT;
import static io.mailsender.provider.event.EventReason.INVALID_ADDRESS;
import static io.mailsender.provider.event.EventReason.MAILBOX_FULL;
import static io.mailsender.provider.event.EventReason.TIMED_OUT;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the words of a recipient's server say, as a vendor or a bounce mail repeats them.
 *
 * @param statusCode the SMTP code (RFC 5321, section 4.2); 0 if there is none
 * @param enhancedCode the enhanced status code (RFC 3463), for example {@code 5.1.1}; empty if there is none
 */
public record Diagnosis(int statusCode, String enhancedCode, String text) {

    /** Further text repeats the same; patterns must not run over megabytes. */
    private static final int MAX_LENGTH = 2000;

    private static final String ENHANCED = "([245]\\.\\d{1,3}\\.\\d{1,3})(?![\\d.])";

    /** A code with an enhanced code of the same class behind it: certainly an SMTP reply, wherever it is. */
    private static final Pattern REPLY =
            Pattern.compile("(?<![\\d.])(?:2\\d\\d[ -]+(?=#?2)|4\\d\\d[ -]+(?=#?4)|5\\d\\d[ -]+(?=#?5))#?" + ENHANCED);

    /** A code alone: only where a reply begins, since a text may have other numbers. */
    private static final Pattern CODE = Pattern.compile("(?:^|[;:(>] ?|\\bcode[ =:]+)([245]\\d\\d)(?=[ -]|$)");

    private static final Pattern ENHANCED_ALONE = Pattern.compile("(?<![\\w.#-])#?" + ENHANCED);

    /** By the enhanced code without its class (RFC 3463 and IANA's registry). The others say nothing certain. */
    private static final Map<String, EventReason> BY_CODE = Map.ofEntries(
            Map.entry("1.1", INVALID_ADDRESS),
            Map.entry("1.2", INVALID_ADDRESS),
            Map.entry("1.3", INVALID_ADDRESS),
            Map.entry("1.6", INVALID_ADDRESS),
            Map.entry("1.10", INVALID_ADDRESS),
            Map.entry("2.1", INVALID_ADDRESS),
            Map.entry("2.2", MAILBOX_FULL),
            Map.entry("2.3", CONTENT),
            Map.entry("3.4", CONTENT),
            Map.entry("4.1", TIMED_OUT),
            Map.entry("4.2", TIMED_OUT),
            Map.entry("4.7", TIMED_OUT));

    private record Words(EventReason reason, Pattern pattern) {
        Words(EventReason reason, String regex) {
            this(reason, Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
        }
    }

    /** In this order: a server that blocks us often mentions the mailbox as well. */
    private static final List<Words> WORDS = List.of(
            new Words(
                    MAILBOX_FULL,
                    "over ?quota|disk quota|quota (?:is )?exceeded|exceeded.{0,30}(?:quota|storage)|(?:mailbox|inbox|mail ?folder) (?:\\w+ ){0,2}full"
                            + "|out of storage|insufficient disk|not enough (?:disk|storage)"),
            new Words(
                    BLOCKED,
                    "black ?list|block ?list|spamhaus|spamcop|barracuda|reputation|\\bdnsbl\\b|\\brbl\\b|\\bdmarc\\b|\\bspf\\b"
                            + "|client host|banned|\\brelay\\w*.{0,20}(?:denied|prohibit|not (?:permitted|allowed))"
                            + "|(?<!recipient address rejected: )access denied"
                            + "|sender (?:address )?(?:rejected|denied|blocked)"),
            new Words(
                    INVALID_ADDRESS,
                    "(?:user|mailbox|recipient|address(?:ee)?|account) (?:\\S+ ){0,3}?(?:unknown|not found|does ?n[o']t (?:exist|have)"
                            + "|disabled|inactive|not exist|no longer)|(?:unknown|invalid|no such|bad) (?:\\w+ )?(?:user|mailbox"
                            + "|recipient|address|account|person|domain)|no (?:user|mailbox|recipient) found|no mailbox (?:here )?by that name|does not exist"
                            + "|recipient address rejected: access denied|nullmx|null mx|domain (?:\\S+ )?not found|host (?:or domain name )?not found"),
            new Words(
                    CONTENT,
                    "\\bspam\\b|unsolicited|virus|malware|content (?:\\w+ )?(?:reject|block|refus)|too (?:large|big)"
                            + "|size (?:\\w+ ){0,2}exceed|policy|attachment"),
            new Words(
                    TIMED_OUT,
                    "timed out|time-?out|connection refused|(?:retry|retention) (?:time|timeout)|no route"
                            + "|(?:delivery|message) (?:\\w+ ){0,2}(?:expired|too old)|in (?:the )?queue too long"));

    public static Diagnosis of(String text) {
        return of(text, "");
    }

    /** @param enhancedCode as a report names it beside the text; empty to take that of the text */
    public static Diagnosis of(String text, String enhancedCode) {
        String words = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
        Matcher reply = REPLY.matcher(words);
        if (reply.find()) {
            String digits = reply.group().substring(0, 3);
            return new Diagnosis(
                    Integer.parseInt(digits), enhancedCode.isEmpty() ? reply.group(1) : enhancedCode, words);
        }
        Matcher code = CODE.matcher(words);
        int statusCode = code.find() ? Integer.parseInt(code.group(1)) : 0;
        Matcher alone = ENHANCED_ALONE.matcher(words);
        String found = alone.find() ? alone.group(1) : "";
        return new Diagnosis(statusCode, enhancedCode.isEmpty() ? found : enhancedCode, words);
    }

    /** The reason; empty if nothing says it. The code decides before the words, but servers use 5.7.x and x.0.0 for everything. */
    public Optional<EventReason> reason() {
        // Exchange Online answers 5.4.1 for a mailbox that it does not have; as a permanent error "no answer" makes no
        // sense.
        EventReason byCode =
                enhancedCode.isEmpty() || enhancedCode.equals("5.4.1") ? null : BY_CODE.get(enhancedCode.substring(2));
        if (byCode != null) {
            return Optional.of(byCode);
        }
        Optional<EventReason> byWords = WORDS.stream()
                .filter(words -> words.pattern().matcher(text).find())
                .map(Words::reason)
                .findFirst();
        if (byWords.isPresent()) {
            return byWords;
        }
        return enhancedCode.startsWith("7.", 2) ? Optional.of(BLOCKED) : Optional.empty();
    }

    /** The class of the codes: 2, 4 or 5; 0 if there are none. */
    public int codeClass() {
        return !enhancedCode.isEmpty() ? enhancedCode.charAt(0) - '0' : statusCode / 100;
    }
}
