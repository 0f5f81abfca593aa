package io.mailsender.provider;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that are reached without the proxy, as in the environment variable NO_PROXY: {@code example.com} is the domain with its
 * subdomains, {@code .example.com} the subdomains alone, {@code *} every host, and an address or a range (CIDR) is compared with hosts
 * that are addresses. Names are never resolved.
 */
record NoProxyList(List<String> entries) {

    private static final Pattern DOMAIN = Pattern.compile("(?:\\*?\\.)?[a-z0-9_-]++(?:\\.[a-z0-9_-]++)*+\\.?");

    /** @throws IllegalArgumentException at an entry with another syntax */
    static NoProxyList of(@Nullable List<String> entries) {
        if (entries == null) {
            return new NoProxyList(List.of());
        }
        List<String> known = entries.stream()
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList();
        known.forEach(NoProxyList::require);
        return new NoProxyList(known);
    }

    private static void require(String entry) {
        if (entry.equals("*") || address(entry) != null || range(entry) != null) {
            return;
        }
        if (entry.contains("/") || !DOMAIN.matcher(entry).matches()) {
            throw new IllegalArgumentException(
                    "no-proxy: \"" + entry
                            + "\" is neither a host, a domain such as .example.com, an address, a range such as 10.0.0.0/8, nor *");
        }
    }

    /** @param host of a URL; an IPv6 address may have brackets */
    boolean contains(String host) {
        String name = withoutDot(host.toLowerCase(Locale.ROOT));
        @Nullable InetAddress address = address(name);
        return entries.stream().anyMatch(entry -> matches(entry, name, address));
    }

    private static boolean matches(String entry, String name, @Nullable InetAddress address) {
        if (entry.equals("*")) {
            return true;
        }
        if (address != null) {
            IpSubnetFilterRule range = range(entry);
            return range == null ? address.equals(address(entry)) : range.matches(new InetSocketAddress(address, 0));
        }
        String domain = withoutDot(entry.startsWith("*.") ? entry.substring(1) : entry);
        return domain.startsWith(".") ? name.endsWith(domain) : name.equals(domain) || name.endsWith("." + domain);
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static @Nullable InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }

    private static @Nullable IpSubnetFilterRule range(String entry) {
        int slash = entry.indexOf('/');
        @Nullable InetAddress address = slash < 0 ? null : address(entry.substring(0, slash));
        String bits = entry.substring(slash + 1);
        return address == null || !bits.matches("\\d{1,3}") || Integer.parseInt(bits) > address.getAddress().length * 8
                ? null
                : new IpSubnetFilterRule(address, Integer.parseInt(bits), IpFilterRuleType.ACCEPT);
    }
}
