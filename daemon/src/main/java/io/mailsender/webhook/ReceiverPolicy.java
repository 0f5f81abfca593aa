package io.mailsender.webhook;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts and addresses may be called: public addresses by https; others, and http, only if they are allowed by their name or
 * range. {@link AddressKind#FORBIDDEN} addresses are never called.
 */
final class ReceiverPolicy {

    private final List<String> names;
    private final List<IpSubnetFilterRule> ranges;

    /**
     * @param allowed host names, {@code *.example.internal} for the names below, addresses or ranges (CIDR)
     * @throws IllegalArgumentException at an entry that is none of these
     */
    ReceiverPolicy(List<String> allowed) {
        List<String> entries = allowed.stream()
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList();
        this.ranges = entries.stream()
                .map(ReceiverPolicy::range)
                .flatMap(Optional::stream)
                .toList();
        this.names = entries.stream().filter(entry -> range(entry).isEmpty()).toList();
        for (String name : names) {
            if (!ReceiverUrl.isName(name.startsWith("*.") ? name.substring(2) : name)) {
                throw new IllegalArgumentException(
                        "\"" + name
                                + "\" is neither a host, names such as *.example.internal, an address, nor a range such as 10.0.0.0/8");
            }
        }
    }

    /**
     * Checks a URL before its host is looked up.
     *
     * @throws RefusedReceiverException if it must not be called, whatever its addresses
     */
    void check(ReceiverUrl url) throws RefusedReceiverException {
        if (url.address() != null) {
            check(url, List.of(url.address()));
        } else if (!url.isHttps() && !isAllowed(url.host()) && ranges.isEmpty()) {
            throw new RefusedReceiverException("must begin with https://, unless webhooks.allow-hosts has the host");
        }
    }

    /**
     * Checks all addresses of a URL's host. One that must not be called excludes the whole host: a name that has public and internal
     * addresses is not to be trusted.
     *
     * @return the addresses to connect to, in order
     * @throws RefusedReceiverException if it must not be called; the message does not tell an internal name's address
     */
    List<InetAddress> check(ReceiverUrl url, List<InetAddress> addresses) throws RefusedReceiverException {
        List<InetAddress> plain = addresses.stream().map(AddressKind::unmapped).toList();
        if (plain.isEmpty()) {
            throw new RefusedReceiverException("has a host without an address");
        }
        boolean named = url.address() == null && isAllowed(url.host());
        for (InetAddress address : plain) {
            AddressKind kind = AddressKind.of(address);
            boolean allowed = named || ranges.stream().anyMatch(range -> contains(range, address));
            if (kind == AddressKind.FORBIDDEN || kind == AddressKind.INTERNAL && !allowed) {
                throw new RefusedReceiverException(
                        "has a host with an address that is not public, which webhooks.allow-hosts does not allow");
            }
            if (!url.isHttps() && !allowed) {
                throw new RefusedReceiverException(
                        "must begin with https://, unless webhooks.allow-hosts has the host");
            }
        }
        return plain;
    }

    private boolean isAllowed(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return names.stream()
                .anyMatch(allowed -> allowed.startsWith("*.")
                        ? name.endsWith(allowed.substring(1)) && name.length() > allowed.length() - 1
                        : name.equals(allowed));
    }

    private static boolean contains(IpSubnetFilterRule range, InetAddress address) {
        return range.matches(new InetSocketAddress(address, 0));
    }

    private static Optional<IpSubnetFilterRule> range(String entry) {
        int slash = entry.indexOf('/');
        @Nullable
        InetAddress address =
                NetUtil.createInetAddressFromIpAddressString(slash < 0 ? entry : entry.substring(0, slash));
        if (address == null) {
            return Optional.empty();
        }
        int most = address.getAddress().length * 8;
        String bits = slash < 0 ? String.valueOf(most) : entry.substring(slash + 1);
        if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > most) {
            return Optional.empty();
        }
        return Optional.of(new IpSubnetFilterRule(address, Integer.parseInt(bits), IpFilterRuleType.ACCEPT));
    }
}
