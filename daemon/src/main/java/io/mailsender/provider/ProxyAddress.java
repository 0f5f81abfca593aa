package io.mailsender.provider;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that opens tunnels (CONNECT, RFC 9110, section 9.3.6).
 *
 * @param host a name, or an address without brackets
 * @param username {@code null} if the proxy requires none
 * @param password {@code null} exactly if there is no username
 */
public record ProxyAddress(
        String host,
        int port,
        @Nullable String username,
        @Nullable String password) {

    /** The last {@code @} ends the credentials, so that a password from an environment variable may contain one, or a slash. */
    private static final Pattern URL = Pattern.compile(
            "(?i)http://(?:(?<user>[^:]*?)(?::(?<password>.*))?@)?(?:\\[(?<v6>[^\\]@]+)]|(?<name>[a-z0-9_.-]+))(?::(?<port>\\d{1,5}))?/?");

    private static final String EXAMPLE = "write a URL such as http://proxy.example.com:3128";

    /**
     * @param url {@code http://host:port}, or {@code http://user:password@host:port} with {@code %XX} for a {@code %} in either
     * @throws IllegalArgumentException if it is not; the message begins with the setting's name and does not show the URL
     */
    static ProxyAddress parse(String url) {
        Matcher matcher = URL.matcher(url.strip());
        if (!matcher.matches()) {
            int scheme = url.indexOf("://");
            boolean other = scheme > 0 && !url.regionMatches(true, 0, "http", 0, scheme);
            throw new IllegalArgumentException(
                    other
                            ? "proxy has the scheme " + url.substring(0, scheme) + ", which is not supported; "
                                    + EXAMPLE
                            : "proxy is not a URL; " + EXAMPLE);
        }
        String v6 = matcher.group("v6");
        String port = matcher.group("port");
        if (v6 != null && !NetUtil.isValidIpV6Address(v6)) {
            throw new IllegalArgumentException("proxy has brackets without an IPv6 address; " + EXAMPLE);
        }
        if (port == null || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException("proxy has no port from 1 to 65535; " + EXAMPLE);
        }
        String username = matcher.group("user");
        String password = matcher.group("password");
        return new ProxyAddress(
                v6 == null ? matcher.group("name") : v6,
                Integer.parseInt(port),
                username == null ? null : decoded(username),
                username == null ? null : decoded(password == null ? "" : password));
    }

    /** Decodes {@code %XX}; any other {@code %} stays. */
    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher matcher = Pattern.compile("%([0-9A-Fa-f]{2})").matcher(text);
        int from = 0;
        while (matcher.find()) {
            bytes.writeBytes(text.substring(from, matcher.start()).getBytes(StandardCharsets.UTF_8));
            bytes.write(Integer.parseInt(matcher.group(1), 16));
            from = matcher.end();
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Host and port only. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
