package io.mailsender.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What kind of network an address belongs to, by the IANA registries of special-purpose addresses (RFC 6890). */
enum AddressKind {
    PUBLIC,
    /** Of this machine or this network: called only if {@code webhooks.allow-hosts} says so. */
    INTERNAL,
    /** No receiver has such an address, or the cloud's metadata service does. */
    FORBIDDEN;

    static AddressKind of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? of4(bytes) : of6(bytes);
    }

    private static AddressKind of4(byte[] a) {
        int first = a[0] & 255;
        int second = a[1] & 255;
        int third = a[2] & 255;
        if (first == 0 || first >= 224 || first == 169 && second == 254) {
            // "This network", multicast, reserved, broadcast, link-local with the metadata service.
            return FORBIDDEN;
        }
        if (isMetadata4(first, second, third, a[3] & 255)) {
            return FORBIDDEN;
        }
        boolean isInternal = first == 10
                || first == 127
                || first == 172 && second >= 16 && second < 32
                || first == 192 && second == 168
                // Carrier-grade NAT (RFC 6598).
                || first == 100 && second >= 64 && second < 128
                // Protocol assignments, documentation, 6to4 relays.
                || first == 192 && second == 0 && (third == 0 || third == 2)
                || first == 192 && second == 88 && third == 99
                || first == 198 && (second == 18 || second == 19)
                || first == 198 && second == 51 && third == 100
                || first == 203 && second == 0 && third == 113;
        return isInternal ? INTERNAL : PUBLIC;
    }

    /** The metadata services of Alibaba Cloud, Oracle and Azure (its WireServer, which is in a public range). */
    private static boolean isMetadata4(int first, int second, int third, int fourth) {
        return first == 100 && second == 100 && third == 100 && fourth == 200
                || first == 192 && second == 0 && third == 0 && fourth == 192
                || first == 168 && second == 63 && third == 129 && fourth == 16;
    }

    private static AddressKind of6(byte[] a) {
        int first = (a[0] & 255) << 8 | a[1] & 255;
        int second = (a[2] & 255) << 8 | a[3] & 255;
        if (startsWith(a, 0, 12)) {
            // ::, ::1, and IPv4-compatible.
            return a[12] == 0 && a[13] == 0 && a[14] == 0 && a[15] == 1 ? INTERNAL : FORBIDDEN;
        }
        if (startsWith(a, 0, 10) && (a[10] & 255) == 255 && (a[11] & 255) == 255) {
            return of4(Arrays.copyOfRange(a, 12, 16));
        }
        if (first == 0x64 && second == 0xff9b) {
            // NAT64: the IPv4 address behind it decides (RFC 6052); 64:ff9b:1::/48 is local (RFC 8215).
            return startsWith(a, 4, 12) ? of4(Arrays.copyOfRange(a, 12, 16)) : INTERNAL;
        }
        if ((first & 0xfe00) == 0xfc00) {
            // Unique local; fd00:ec2::254, fd20:ce::254 and fd00:c1::a9fe:a9fe are the metadata services of AWS, Google
            // and Oracle.
            boolean isMetadata =
                    first == 0xfd00 && (second == 0xec2 || second == 0xc1) || first == 0xfd20 && second == 0xce;
            return isMetadata ? FORBIDDEN : INTERNAL;
        }
        if (first == 0x2002 || first == 0x2001 && second == 0) {
            // 6to4 and Teredo: an IPv4 address is embedded, and nobody needs them today.
            return FORBIDDEN;
        }
        // Protocol assignments, documentation.
        boolean isSpecial =
                first == 0x2001 && (second < 0x200 || second == 0xdb8) || first == 0x3fff && second < 0x1000;
        boolean isIsatap = (a[8] & 0xfd) == 0 && a[9] == 0 && a[10] == 0x5e && (a[11] & 255) == 0xfe;
        if (isSpecial || isIsatap) {
            return INTERNAL;
        }
        // Only 2000::/3 is global unicast; the rest is link-local, site-local, multicast or reserved.
        return (first & 0xe000) == 0x2000 ? PUBLIC : FORBIDDEN;
    }

    private static boolean startsWith(byte[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            if (a[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** The IPv4 address in an IPv4-mapped IPv6 address, else the address itself. */
    static InetAddress unmapped(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
