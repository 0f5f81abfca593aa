package io.mailsender.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the two headers in which proxies name their client. Each proxy appends to the header that it received, so the left part may
 * be forged. A malformed header is ignored as a whole: an unclosed quotation mark on the left could swallow what the proxy appended.
 */
final class ForwardedParser {

    /** One {@code name=value} of RFC 7239, and what follows: another element (,), another pair of this one (;) or the end. */
    private static final Pattern PAIR = Pattern.compile("\\G[ \\t]*+([\\w!#$%&'*+.^`|~-]++)=(?:([\\w!#$%&'*+.^`|~-]++)"
            + "|(\"(?:[^\"\\\\]|\\\\.)*+\"))[ \\t]*+([,;]|$)");

    private ForwardedParser() {}

    /** @return the addresses in {@code X-Forwarded-For}, in order; empty if one of them is not an address */
    static Optional<List<InetAddress>> xForwardedFor(String header) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String node : header.split(",", -1)) {
            @Nullable InetAddress address = address(node.strip());
            if (address == null) {
                return Optional.empty();
            }
            addresses.add(address);
        }
        return Optional.of(addresses);
    }

    /** @return the {@code for} addresses in {@code Forwarded} (RFC 7239), in order; empty if one of them is not an address */
    static Optional<List<InetAddress>> forwarded(String header) {
        List<InetAddress> addresses = new ArrayList<>();
        @Nullable InetAddress address = null;
        Matcher pair = PAIR.matcher(header);
        while (pair.find()) {
            if (pair.group(1).equalsIgnoreCase("for")) {
                if (address != null) {
                    return Optional.empty();
                }
                address = address(value(pair));
            }
            if (!pair.group(4).equals(";")) {
                if (address == null) {
                    return Optional.empty();
                }
                addresses.add(address);
                address = null;
            }
            if (pair.group(4).isEmpty()) {
                return Optional.of(addresses);
            }
        }
        return Optional.empty();
    }

    private static String value(Matcher pair) {
        String quoted = pair.group(3);
        return quoted == null ? pair.group(2) : quoted.substring(1, quoted.length() - 1);
    }

    /** @param node an address, perhaps with a port; an IPv6 address with a port is in brackets */
    private static @Nullable InetAddress address(String node) {
        int colon = node.lastIndexOf(':');
        boolean port = colon > 0 && (node.charAt(colon - 1) == ']' || node.indexOf(':') == colon);
        String host = port ? node.substring(0, colon) : node;
        return host.indexOf('%') < 0 ? NetUtil.createInetAddressFromIpAddressString(host) : null;
    }
}
