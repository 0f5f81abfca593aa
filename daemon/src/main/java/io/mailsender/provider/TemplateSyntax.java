package io.mailsender.provider;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The template syntax of a vendor that runs the texts of a message as templates and cannot be told not to. A caller's text must arrive as
 * it was written, and must not read the vendor's data.
 *
 * @param opening matches one character, the first of what the vendor would run, for example <code>\{(?=\{)</code>
 */
public record TemplateSyntax(Pattern opening) {

    /** Elements in which a character reference is not decoded (HTML, section 13.1.2). */
    private static final Pattern RAW_TEXT = Pattern.compile("(?is)<(style|script)\\b.*?(?:</\\1|\\z)");

    public boolean isIn(String text) {
        return opening.matcher(text).find();
    }

    /**
     * HTML with the same meaning that the vendor does not run: a character reference replaces the first character. In a style sheet, a
     * space follows it.
     *
     * @return empty if a script has the syntax, since no other notation is the same in every script
     */
    public Optional<String> escape(String html) {
        if (!isIn(html)) {
            return Optional.of(html);
        }
        StringBuilder escaped = new StringBuilder(html.length() + 64);
        int end = 0;
        Matcher raw = RAW_TEXT.matcher(html);
        while (raw.find()) {
            escaped.append(escapeText(html.substring(end, raw.start())));
            String element = raw.group();
            if (isIn(element) && raw.group(1).toLowerCase(Locale.ROOT).equals("script")) {
                return Optional.empty();
            }
            escaped.append(opening.matcher(element).replaceAll("$0 "));
            end = raw.end();
        }
        return Optional.of(escaped.append(escapeText(html.substring(end))).toString());
    }

    private String escapeText(String html) {
        return opening.matcher(html)
                .replaceAll(found -> "&#" + (int) found.group().charAt(0) + ";");
    }
}
