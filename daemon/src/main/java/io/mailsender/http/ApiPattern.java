package io.mailsender.http;

/** Regular expressions (ECMA-262) for the OpenAPI document. They never refuse a text that the daemon accepts. */
public final class ApiPattern {

    /** The id of a message. */
    public static final String ID = "^[0-9a-f]{32}$";

    /** One line, without control characters. */
    public static final String LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$";

    // Invisible: controls, line ends, format characters and filler letters.
    private static final String UNSEEN =
            "\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891"
                    + "\\u08e2\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\u3164\\ufeff\\uffa0"
                    + "\\ufff9-\\ufffb";

    /** A display name. */
    public static final String NAME = "^[^" + UNSEEN + "]*$";

    private static final String ATOM = "[^\\s\"(),:;<>@\\[\\\\\\].]+";
    // The last label is a top-level domain: letters, or an A-label.
    private static final String DOTTED =
            "(?:" + ATOM + "\\.)+(?:[A-Za-z]{2,}|[Xx][Nn]--[A-Za-z0-9-]+|[^\\u0000-\\u007f]+)";

    /** {@code a@b}. */
    public static final String ADDRESS = "^" + ATOM + "(?:\\." + ATOM + ")*@" + DOTTED + "$";

    /** {@code a@b} or {@code Name <a@b>}. */
    public static final String MAILBOX = "^(?:[^" + UNSEEN + "]*<)?" + ATOM + "(?:\\." + ATOM + ")*@" + DOTTED + ">?$";

    /** A domain with a dot. */
    public static final String DOMAIN = "^" + DOTTED + "$";

    /** {@code <id@domain>}, with or without the angle brackets. */
    public static final String MESSAGE_ID =
            "^<?[^\\s<>@\\u0000-\\u0020\\u007f-\\u009f\\u2028\\u2029]+@[^\\s<>\\u0000-\\u0020\\u007f-\\u009f\\u2028\\u2029]+>?$";

    /** A file name: has a visible character after its last slash. */
    public static final String FILENAME = "^(?:[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*[/\\\\])?"
            + "[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029/\\\\]*[^\\s./\\\\" + UNSEEN + "]"
            + "[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029/\\\\]*$";

    /** The name of a route. */
    public static final String ROUTE = "^[a-z0-9][a-z0-9_-]{0,63}$";

    /** The name of a route, or {@code *} for any. */
    public static final String ROUTE_OR_ANY = "^(?:[a-z0-9][a-z0-9_-]{0,63}|\\*)$";

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`{|}~-]+";

    /** {@code type/subtype; name=value}. */
    public static final String MEDIA_TYPE =
            "^" + TOKEN + "/" + TOKEN + "(?: *; *" + TOKEN + "=(?:" + TOKEN + "|\"[ !#-\\[\\]-~]*\"))*$";

    /** A Content-ID, as {@code cid:} URLs name it. */
    public static final String CONTENT_ID = "^[A-Za-z0-9.@!#$%&'*+/=?^_`{|}~-]{1,255}$";

    /** An idempotency key. */
    public static final String IDEMPOTENCY_KEY = "^[ -~]*[!-~][ -~]*$";

    private ApiPattern() {}
}
