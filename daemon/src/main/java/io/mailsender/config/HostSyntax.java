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
 * What a host and a URL in the configuration look like. A wrong one is found at the start: at the first mail nobody could tell it
 * from an answer that was lost.
 */
final class HostSyntax {

    private static final int MAX_PORT = 65535;

    /** With an underscore, which container names may have. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]++");

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}+");
    private static final Pattern ZONE = Pattern.compile("%[A-Za-z0-9._-]+");

    private HostSyntax() {}

    /**
     * What is wrong with a host, and what to write instead.
     *
     * @param listen whether the daemon listens there
     * @return empty where it is a host name or an address; whether it exists is not looked up
     */
    static Optional<String> problem(String host, boolean listen) {
        if (listen && host.equals("*")) {
            return Optional.of(
                    "* is no address; write 0.0.0.0 for all IPv4 addresses of this machine, :: for all of both kinds");
        }
        if (host.contains("://")) {
            // Without what it was: there may be a password in it.
            return Optional.of("is a URL; write the host alone, here " + hostOf(host));
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
            return Optional.of(shown(host) + " has a port; it belongs into the setting port");
        }
        return name(host);
    }

    /**
     * What is wrong with the URL of an API.
     *
     * @return empty where it is {@code http} or {@code https}, has a host and perhaps a port and a path, and nothing else
     */
    static Optional<String> problemOfUrl(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.of(shown(text) + " is no URL: " + e.getReason() + example());
        }
        @Nullable String scheme = uri.getScheme();
        if (scheme == null || !text.startsWith(scheme + ":/")) {
            return Optional.of(shown(text) + " has no scheme" + example());
        }
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            return Optional.of(scheme + ":// is no scheme for it" + example());
        }
        @Nullable String authority = uri.getRawAuthority();
        if (authority == null) {
            return Optional.of(shown(text) + " has no host" + example());
        }
        if (authority.contains("@")) {
            return Optional.of("a URL with a user or a password is not taken; leave out what is before the @");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("a ? or a # is not taken; leave it out, with what follows");
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
                    shown(authority) + " is no host; an IPv6 address has brackets, such as http://[::1]:8080");
        }
        if (port != null && !isPort(port)) {
            return Optional.of("the port " + shown(port) + " is not from 1 to " + MAX_PORT);
        }
        if (!literal) {
            return name(host);
        }
        String address = host.substring(1, host.length() - 1);
        if (address.contains("%")) {
            return Optional.of(shown(host)
                    + " has a zone, which cannot be used here; take another address of that host, or its name");
        }
        return isIpv6(address) ? Optional.empty() : Optional.of(shown(host) + " is no IPv6 address");
    }

    private static Optional<String> name(String host) {
        if (isName(host) && !host.contains("..") && isIpv4WhereItLooksLikeOne(host)) {
            return Optional.empty();
        }
        return Optional.of(ascii(host)
                .map(ascii -> shown(host) + " is not ASCII; write " + ascii)
                .orElse(shown(host) + " is no host name; write one such as host.example.com, or an IP address"));
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

    /** The system takes {@code 10.1} and {@code 1} for addresses, too, and not for those that anybody means. */
    private static boolean isIpv4WhereItLooksLikeOne(String host) {
        if (!DIGITS_AND_DOTS.matcher(host).matches()) {
            return true;
        }
        return IPV4.matcher(host).matches()
                && Arrays.stream(host.split("\\.")).allMatch(part -> Integer.parseInt(part) <= 255);
    }

    /** A literal is parsed and never looked up. */
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

    /** In quotes, since a space at its end is easily overlooked, and without what may be a password. */
    private static String shown(String text) {
        return '"' + (text.contains("@") ? "..." + text.substring(text.lastIndexOf('@')) : text) + '"';
    }

    private static String example() {
        return "; write one such as https://api.example.com";
    }
}
