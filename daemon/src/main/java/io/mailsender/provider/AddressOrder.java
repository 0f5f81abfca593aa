package io.mailsender.provider;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Orders a host's addresses: those that failed within the last minute come last, so that not every message waits for them. */
public final class AddressOrder {

    /** How long a failure counts. */
    private static final long MEMORY = Duration.ofMinutes(1).toNanos();

    /** {@link System#nanoTime} of the failure, by address. */
    private final Map<InetAddress, Long> failures = new ConcurrentHashMap<>();

    /** IPv6 and IPv4 alternately (RFC 8305, section 4), beginning with the family of the first address. */
    public static List<InetAddress> inTurn(List<InetAddress> addresses) {
        boolean startsWith4 = !addresses.isEmpty() && addresses.get(0) instanceof Inet4Address;
        Iterator<InetAddress> first = addresses.stream()
                .filter(a -> a instanceof Inet4Address == startsWith4)
                .iterator();
        Iterator<InetAddress> second = addresses.stream()
                .filter(a -> a instanceof Inet4Address != startsWith4)
                .iterator();
        List<InetAddress> inTurn = new ArrayList<>();
        while (first.hasNext() || second.hasNext()) {
            if (first.hasNext()) {
                inTurn.add(first.next());
            }
            if (second.hasNext()) {
                inTurn.add(second.next());
            }
        }
        return inTurn;
    }

    /** Alternately as {@link #inTurn}; then the addresses that failed, the oldest failure first. */
    List<InetAddress> order(List<InetAddress> addresses) {
        long now = System.nanoTime();
        failures.values().removeIf(when -> now - when > MEMORY);
        // A copy: the values must not change during the sort.
        Map<InetAddress, Long> known = Map.copyOf(failures);
        return inTurn(addresses).stream()
                .sorted(Comparator.comparingLong(
                        address -> known.containsKey(address) ? known.get(address) - now : Long.MIN_VALUE))
                .toList();
    }

    void failed(InetAddress address) {
        failures.put(address, System.nanoTime());
    }

    void answered(InetAddress address) {
        failures.remove(address);
    }
}
