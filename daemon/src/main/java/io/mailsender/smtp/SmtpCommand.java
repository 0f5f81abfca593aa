package io.mailsender.smtp;

import java.util.Locale;
import java.util.Set;

/**
 * One command line.
 *
 * @param argument without the spaces around it; empty for none
 */
record SmtpCommand(Verb verb, String argument) {

    /** What a browser sends when a web page makes it post to this port: a command could hide in the post's body. */
    private static final Set<String> HTTP =
            Set.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "CONNECT", "TRACE");

    private static final Set<String> NOT_IMPLEMENTED = Set.of("EXPN", "BDAT", "TURN", "ETRN", "SEND", "SOML", "SAML");

    private static final int MAX_VERB = 8;

    /** What the client wants. */
    enum Verb {
        HELO,
        EHLO,
        STARTTLS,
        AUTH,
        MAIL,
        RCPT,
        DATA,
        RSET,
        NOOP,
        HELP,
        VRFY,
        QUIT,
        /** A command that exists, but not here. */
        UNSUPPORTED,
        /** A command of HTTP. */
        FOREIGN,
        UNKNOWN
    }

    static SmtpCommand parse(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        return new SmtpCommand(
                word.length() > MAX_VERB ? Verb.UNKNOWN : verb(word.toUpperCase(Locale.ROOT)),
                space < 0 ? "" : line.substring(space).strip());
    }

    private static Verb verb(String word) {
        if (HTTP.contains(word)) {
            return Verb.FOREIGN;
        }
        if (NOT_IMPLEMENTED.contains(word)) {
            return Verb.UNSUPPORTED;
        }
        for (Verb verb : Verb.values()) {
            if (verb.ordinal() < Verb.UNSUPPORTED.ordinal() && verb.name().equals(word)) {
                return verb;
            }
        }
        return Verb.UNKNOWN;
    }

    /** Without the argument, which may be a key or an address. */
    @Override
    public String toString() {
        return verb.name();
    }
}
