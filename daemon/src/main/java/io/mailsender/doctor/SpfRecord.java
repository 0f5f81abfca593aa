package io.mailsender.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An SPF record (RFC 7208). Only the parts that a check needs: which others it refers to, how many DNS look-ups it causes, and how
 * it ends.
 *
 * @param terms those that cause a look-up, in order; {@code redirect} comes last
 * @param all the qualifier of {@code all}: {@code + - ~ ?}; {@code null} if there is none
 * @param fault the first syntax error, for which receivers ignore the whole record; {@code null} if there is none
 */
record SpfRecord(
        List<Term> terms, @Nullable String all, @Nullable String fault) {

    private static final String VERSION = "v=spf1";

    private static final Pattern MECHANISM = Pattern.compile("([+?~-]?)(?:(all)|(include|exists):(\\S+)"
            + "|(a|mx|ptr)(?::[^\\s/]+)?(?:/\\d{1,2})?(?://\\d{1,3})?"
            + "|ip4:\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d{1,2})?"
            + "|ip6:[0-9a-f:.]+(?:/\\d{1,3})?)");

    private static final Pattern MODIFIER = Pattern.compile("(?<![a-z0-9_.-])([a-z][a-z0-9_.-]*+)=(\\S*+)");

    SpfRecord {
        terms = List.copyOf(terms);
    }

    /**
     * A term that causes a DNS look-up.
     *
     * @param target the domain with a further SPF record; {@code null} if the term leads to none, or to one with a macro, which depends on
     *     the mail
     * @param passes whether a pass of the target's record is a pass of this one
     * @param isRedirect whether the target's record takes the place of this one
     */
    record Term(@Nullable String target, boolean passes, boolean isRedirect) {}

    /** The records of a domain that are SPF records: neither {@code v=spf10} nor another use of TXT. */
    static List<String> among(List<String> txt) {
        return txt.stream()
                .filter(text -> text.toLowerCase(Locale.ROOT).matches("(?s)" + VERSION + "( .*)?"))
                .toList();
    }

    static SpfRecord parse(String text) {
        List<Term> terms = new ArrayList<>();
        String all = null;
        String redirect = null;
        String[] words =
                text.toLowerCase(Locale.ROOT).substring(VERSION.length()).split(" +");
        for (String word : words) {
            if (word.isEmpty()) {
                continue;
            }
            Matcher modifier = MODIFIER.matcher(word);
            if (modifier.matches()) {
                redirect = modifier.group(1).equals("redirect") ? modifier.group(2) : redirect;
                continue;
            }
            Matcher term = MECHANISM.matcher(word);
            if (!term.matches()) {
                return new SpfRecord(terms, all, "\"" + word + "\" is not a term of SPF");
            }
            if (all != null) {
                // Never reached (section 5.1).
                continue;
            }
            if (term.group(2) != null) {
                all = term.group(1).isEmpty() ? "+" : term.group(1);
            } else if (term.group(3) != null) {
                boolean include = term.group(3).equals("include");
                terms.add(new Term(
                        include ? target(term.group(4)) : null, term.group(1).matches("\\+?"), false));
            } else if (term.group(5) != null) {
                terms.add(new Term(null, true, false));
            }
        }
        if (redirect != null && all == null) {
            terms.add(new Term(target(redirect), true, true));
        }
        return new SpfRecord(terms, all, null);
    }

    private static @Nullable String target(String domain) {
        return domain.contains("%") ? null : domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }
}
