package io.mailsender.webhook;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a receiver. It has one meaning only: forms that libraries read differently are refused, such as {@code http://127.1},
 * {@code http://2130706433} and {@code http://name@host}.
 *
 * @param host in lower case, without brackets
 * @param address if the host is an IP address; {@code null} if it is a name
 * @param path with the query
 */
record ReceiverUrl(boolean isHttps, String host, @Nullable InetAddress address, int port, String path) {

    static final int MAX_LENGTH = 2_000;

    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    /** @throws IllegalArgumentException if it is not such a URL */
    static ReceiverUrl parse(String text) {
        URI uri = uri(text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("must begin with https://");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must have no user name, password or #fragment");
        }
        boolean isHttps = scheme.equals("https");
        String host = host(uri);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        int port = uri.getPort() < 0 ? isHttps ? 443 : 80 : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("must have a port from 1 to 65535");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new ReceiverUrl(
                isHttps, host, address, port, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    private static URI uri(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must have at most " + MAX_LENGTH + " characters");
        }
        try {
            URI uri = new URI(text).parseServerAuthority();
            if (uri.getHost() != null && text.chars().allMatch(c -> c > ' ' && c < 127)) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The same answer as below: its message would quote the URL.
        }
        throw new IllegalArgumentException("must be a URL such as https://example.com/hook, in ASCII");
    }

    private static String host(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            String literal = host.substring(1, host.length() - 1);
            if (NetUtil.isValidIpV6Address(literal) && literal.indexOf('%') < 0) {
                return literal;
            }
        } else if (NetUtil.isValidIpV4Address(host) || isName(host)) {
            return host;
        }
        throw new IllegalArgumentException(
                "must have a host name, an IPv4 address with four numbers, or an IPv6 address");
    }

    /**
     * Whether a text is a host name, in lower case. Its last label does not begin with a digit: "127.1" and "0x7f000001" are addresses to
     * some resolvers.
     */
    static boolean isName(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        String[] labels = name.split("\\.", -1);
        return name.length() <= MAX_NAME
                && Arrays.stream(labels).allMatch(ReceiverUrl::isLabel)
                && !Character.isDigit(labels[labels.length - 1].charAt(0));
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= MAX_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_');
    }

    /** The header Host. */
    String hostHeader() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == (isHttps ? 443 : 80) ? name : name + ":" + port;
    }
}
