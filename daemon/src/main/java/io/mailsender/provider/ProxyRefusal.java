package io.mailsender.provider;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why a proxy did not open a tunnel. */
public final class ProxyRefusal {

    /** Netty's text: protocol, authentication, proxy, destination, reason. */
    private static final Pattern TEXT =
            Pattern.compile("http, (?<login>\\w+), (?<proxy>\\S+) => (?<host>\\S+), (?<reason>.*)", Pattern.DOTALL);

    private ProxyRefusal() {}

    /** @param failure of Netty's {@code ProxyHandler}; its message has no credentials */
    static String text(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher matcher = TEXT.matcher(message);
        if (!matcher.matches()) {
            return message;
        }
        String status = matcher.group("reason").replaceFirst("^status: ", "");
        // A name that is not resolved here, as proxies' names are not, is followed by this note.
        String proxy = matcher.group("proxy").replace("/<unresolved>", "").replaceFirst("^/", "");
        String reason = "proxy " + proxy + ": " + status;
        return status.startsWith("407")
                ? reason + "; " + remedy(!matcher.group("login").equals("none"))
                : reason;
    }

    /** What to do about a 407. */
    public static String remedy(boolean credentialsSent) {
        return credentialsSent
                ? "it does not accept the credentials in the setting proxy (only Basic is supported)"
                : "it wants credentials: proxy: http://USER:PASSWORD@HOST:PORT";
    }
}
