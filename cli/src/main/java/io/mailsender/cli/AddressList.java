package io.mailsender.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list of addresses as in a header field or an argument (RFC 5322, section 3.4, with its obsolete forms): display names, comments,
 * groups, quoted strings, routes, domain literals, folded lines. It reads each character once. The places of the addresses allow changing
 * one without touching the rest of the field.
 */
final class AddressList {

    private static final String SPECIALS = "()<>[]:;@,.\"";

    private record Token(int start, int end, String text) {

        boolean is(String special) {
            return text.equals(special);
        }

        boolean isWord() {
            return !is("@") && !is(".");
        }
    }

    private final String text;
    private final List<ListedAddress> found = new ArrayList<>();
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int start = -1;
    private int end;
    private boolean inAngle;
    private boolean angleClosed;

    private AddressList(String text) {
        this.text = text;
    }

    /**
     * Returns the addresses in their order; an empty group or element has none.
     *
     * @throws AddressSyntaxException with the part at fault
     */
    static List<ListedAddress> parse(String text) throws AddressSyntaxException {
        return new AddressList(text).read();
    }

    private List<ListedAddress> read() throws AddressSyntaxException {
        while (position < text.length()) {
            char c = text.charAt(position);
            switch (c) {
                case ' ', '\t', '\r', '\n' -> position++;
                case '(' -> skipComment();
                case ',', ';' -> separator();
                case ':' -> colon();
                case '<' -> openAngle();
                case '>' -> closeAngle();
                case '"' -> token(closing('"'));
                case '[' -> token(closing(']'));
                case '@', '.' -> token(position + 1);
                case ')', ']' -> throw wrong("has a stray " + c);
                default -> token(endOfAtom());
            }
        }
        finish();
        return List.copyOf(found);
    }

    private void token(int after) {
        if (start < 0) {
            start = position;
        }
        // What follows a closed angle address is ignored.
        if (!angleClosed) {
            tokens.add(new Token(position, after, text.substring(position, after)));
            end = after;
        }
        position = after;
    }

    private int endOfAtom() {
        int i = position;
        while (i < text.length() && text.charAt(i) > ' ' && SPECIALS.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        // A control character is its own token, so that the loop ends.
        return Math.max(i, position + 1);
    }

    private int closing(char quote) throws AddressSyntaxException {
        for (int i = position + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i + 1;
            }
        }
        throw wrong("has no closing " + quote);
    }

    private void skipComment() throws AddressSyntaxException {
        int depth = 0;
        for (int i = position; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                position = i + 1;
                return;
            }
        }
        throw wrong("has no closing )");
    }

    private void separator() throws AddressSyntaxException {
        if (!inAngle) {
            finish();
        } else if (tokens.isEmpty() || !tokens.get(0).is("@")) {
            throw wrong("has no closing >");
        }
        position++;
    }

    /** Ends a group's name, or the route of {@code <@relay.example:ann@example.com>}, which is ignored as RFC 5321 says. */
    private void colon() {
        tokens.clear();
        if (!inAngle) {
            start = -1;
        }
        position++;
    }

    private void openAngle() throws AddressSyntaxException {
        if (inAngle || angleClosed) {
            throw wrong("has a second <");
        }
        if (start < 0) {
            start = position;
        }
        // The display name.
        tokens.clear();
        inAngle = true;
        position++;
    }

    private void closeAngle() throws AddressSyntaxException {
        if (!inAngle) {
            throw wrong("has > without <");
        }
        inAngle = false;
        angleClosed = true;
        position++;
        end = position;
    }

    private void finish() throws AddressSyntaxException {
        if (inAngle) {
            throw wrong("has no closing >");
        }
        if (!tokens.isEmpty()) {
            found.add(address());
        }
        tokens.clear();
        start = -1;
        angleClosed = false;
    }

    private ListedAddress address() throws AddressSyntaxException {
        int at = -1;
        StringBuilder spec = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is("@") && at < 0) {
                at = spec.length();
            } else if (token.is("@")
                    || i > 0 && token.isWord() && tokens.get(i - 1).isWord()) {
                throw wrong("is not an address");
            }
            spec.append(token.text());
        }
        if (at == 0 || at == spec.length() - 1 || hasControl(spec)) {
            throw wrong("is not an address");
        }
        return new ListedAddress(
                start,
                end,
                tokens.get(0).start(),
                tokens.get(tokens.size() - 1).end(),
                at < 0 ? spec.toString() : spec.substring(0, at),
                at < 0 ? null : spec.substring(at + 1));
    }

    private static boolean hasControl(CharSequence spec) {
        return spec.chars().anyMatch(c -> c < ' ' || c == 127);
    }

    private AddressSyntaxException wrong(String what) {
        int from = Math.max(start, 0);
        String part = text.substring(from, Math.min(text.length(), from + 80)).strip();
        return new AddressSyntaxException("\"" + TerminalText.oneLine(part) + "\" " + what);
    }
}
