package io.mailsender.config;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Introspected;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proxies that are trusted to name a client's address: {@code server.trusted-proxies}. */
@Singleton
@Introspected
public final class TrustedProxies {

    private final List<IpSubnetFilterRule> ranges;

    /**
     * @param trustedProxies addresses, or ranges of them such as {@code 10.0.0.0/8}; {@code null} for none
     * @throws IllegalArgumentException if one is neither; names are not resolved
     */
    public TrustedProxies(@Property(name = "server.trusted-proxies") @Nullable List<String> trustedProxies) {
        ranges = trustedProxies == null
                ? List.of()
                : trustedProxies.stream().map(TrustedProxies::range).toList();
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(InetAddress address) {
        for (IpSubnetFilterRule range : ranges) {
            if (range.matches(new InetSocketAddress(address, 0))) {
                return true;
            }
        }
        return false;
    }

    private static IpSubnetFilterRule range(String text) {
        int slash = text.indexOf('/');
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw wrong(text);
        }
        int bits = address.getAddress().length * 8;
        try {
            return new IpSubnetFilterRule(
                    address, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)), IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException e) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(text + " is neither an address nor a range such as 10.0.0.0/8");
    }
}
