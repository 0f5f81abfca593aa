package io.mailsender.config;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the hosts and URLs of the configuration at the start. At the first mail, the failure of a wrong one would look like a lost
 * answer.
 */
final class HostSyntax {

    private static final int MAX_PORT = 65535;

    /** Includes the underscore, which container names may have. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]++");

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}+");
    private static final Pattern ZONE = Pattern.compile("%[A-Za-z0-9._-]+");

    private HostSyntax() {}

    /**
     * Says what is wrong with a host, and what to write instead.
     *
     * @param listen whether the daemon listens there
     * @return empty if it is a host name or an address; it is not resolved
     */
    static Optional<String> problem(String host, boolean listen) {
        if (listen && host.equals("*")) {
            return Optional.of(
                    "* is not an address; write 0.0.0.0 for all IPv4 addresses, or :: for all IPv4 and IPv6 addresses");
        }
        if (host.contains("://")) {
            // Does not show the URL, which may contain a password.
            return Optional.of("is a URL; write only its host, " + hostOf(host));
        }
        if (host.startsWith("[")) {
            return Optional.of(
                    shown(host) + " has brackets or a port; write an IPv6 address without them, such as ::1");
        }
        String address = ZONE.matcher(host).replaceFirst("");
        if (isIpv6(address)) {
            return Optional.empty();
        }
        int colon = host.indexOf(':');
        if (colon >= 0 && host.substring(colon + 1).chars().allMatch(Character::isDigit)) {
            return Optional.of(shown(host) + " has a port; write it in the setting for the port");
        }
        return name(host);
    }

    /**
     * Says what is wrong with the URL of an API.
     *
     * @return empty if it is {@code http} or {@code https} with a host, an optional port and path, and nothing else
     */
    static Optional<String> problemOfUrl(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.of(shown(text) + " is not a URL: " + e.getReason() + example());
        }
        @Nullable String scheme = uri.getScheme();
        if (scheme == null || !text.startsWith(scheme + ":/")) {
            return Optional.of(shown(text) + " has no scheme" + example());
        }
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            return Optional.of("the scheme " + scheme + " is not supported" + example());
        }
        @Nullable String authority = uri.getRawAuthority();
        if (authority == null) {
            return Optional.of(shown(text) + " has no host" + example());
        }
        if (authority.contains("@")) {
            return Optional.of("must not contain a user or a password; remove everything before the @");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("must not contain ? or #; remove it and everything after it");
        }
        return authority(authority);
    }

    private static Optional<String> authority(String authority) {
        int colon = authority.indexOf(':', authority.startsWith("[") ? Math.max(0, authority.indexOf(']')) : 0);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        @Nullable String port = colon < 0 ? null : authority.substring(colon + 1);
        boolean literal = host.startsWith("[") && host.indexOf(']') == host.length() - 1;
        if (port != null && port.contains(":") || !literal && (host.contains("[") || host.contains("]"))) {
            return Optional.of(
                    shown(authority) + " is not a host; write an IPv6 address in brackets, such as http://[::1]:8080");
        }
        if (port != null && !isPort(port)) {
            return Optional.of("the port " + shown(port) + " is not a number from 1 to " + MAX_PORT);
        }
        if (!literal) {
            return name(host);
        }
        String address = host.substring(1, host.length() - 1);
        if (address.contains("%")) {
            return Optional.of(shown(host)
                    + " has a zone, which a URL cannot have; write another address of that host, or its name");
        }
        return isIpv6(address) ? Optional.empty() : Optional.of(shown(host) + " is not an IPv6 address");
    }

    private static Optional<String> name(String host) {
        if (isName(host) && !host.contains("..") && isIpv4IfNumeric(host)) {
            return Optional.empty();
        }
        return Optional.of(ascii(host)
                .map(ascii -> shown(host) + " is not ASCII; write " + ascii)
                .orElse(shown(host) + " is not a host name; write one such as host.example.com, or an IP address"));
    }

    private static boolean isName(String host) {
        return NAME.matcher(host).matches()
                && host.length() <= 254
                && !host.startsWith(".")
                && !host.startsWith("-")
                && !host.endsWith("-");
    }

    private static Optional<String> ascii(String host) {
        try {
            return Optional.of(IDN.toASCII(host)).filter(ascii -> !ascii.equals(host) && isName(ascii));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The system accepts {@code 10.1} and {@code 1} as addresses too, but not as the ones that were meant. */
    private static boolean isIpv4IfNumeric(String host) {
        if (!DIGITS_AND_DOTS.matcher(host).matches()) {
            return true;
        }
        return IPV4.matcher(host).matches()
                && Arrays.stream(host.split("\\.")).allMatch(part -> Integer.parseInt(part) <= 255);
    }

    /** A literal is parsed and never resolved. */
    private static boolean isIpv6(String address) {
        if (!IPV6.matcher(address).matches() || address.indexOf(':') == address.lastIndexOf(':')) {
            return false;
        }
        try {
            return InetAddress.getByName("[" + address + "]") != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isPort(String port) {
        return port.matches("\\d{1,5}") && Integer.parseInt(port) > 0 && Integer.parseInt(port) <= MAX_PORT;
    }

    private static String hostOf(String url) {
        String rest = url.substring(url.indexOf("://") + 3).replaceFirst("[/?#].*", "");
        String authority = rest.substring(rest.lastIndexOf('@') + 1);
        String host = authority.startsWith("[")
                ? authority.replaceAll("^\\[|].*$", "")
                : authority.replaceFirst(":\\d*$", "");
        return host.isEmpty() ? "host.example.com" : host;
    }

    /** In quotes, since a trailing space is easily overlooked, and without a possible password. */
    private static String shown(String text) {
        return '"' + (text.contains("@") ? "..." + text.substring(text.lastIndexOf('@')) : text) + '"';
    }

    private static String example() {
        return "; write a URL such as https://api.example.com";
    }
}
