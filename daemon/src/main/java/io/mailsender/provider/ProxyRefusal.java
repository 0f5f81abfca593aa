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
        String reason = "proxy " + address(matcher.group("proxy")) + ": " + status;
        return isAboutCredentials(status)
                ? reason + "; " + remedy(!matcher.group("login").equals("none"))
                : reason;
    }

    /** Netty's text of the address, without the note that the name is not resolved here. */
    private static String address(String text) {
        int note = text.indexOf("/<unresolved>:");
        if (note < 0) {
            return text.replaceFirst("^/", "");
        }
        String host = text.substring(0, note);
        return (host.contains(":") ? "[" + host + "]" : host) + text.substring(text.lastIndexOf(':'));
    }

    /** @param status the proxy's; tinyproxy sends 401 for wrong credentials, and 407 if there are none */
    public static boolean isAboutCredentials(String status) {
        return status.startsWith("407") || status.startsWith("401");
    }

    /** What to do about it. */
    public static String remedy(boolean credentialsSent) {
        return credentialsSent
                ? "it does not accept the credentials in the setting proxy (only Basic is supported)"
                : "it wants credentials: proxy: http://USER:PASSWORD@HOST:PORT";
    }
}
