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

/** In which order the addresses of a host are tried: those that did not answer lately come last, so that not every mail waits for them. */
public final class AddressOrder {

    /** How long it is remembered that an address did not answer. */
    private static final long MEMORY = Duration.ofMinutes(1).toNanos();

    /** By address, {@link System#nanoTime} of the failure. */
    private final Map<InetAddress, Long> failures = new ConcurrentHashMap<>();

    /** IPv6 and IPv4 in turn as RFC 8305 orders them, beginning with the family that the resolver names first. */
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

    /** In turn; after those that are not known to fail the one that failed first. */
    List<InetAddress> order(List<InetAddress> addresses) {
        long now = System.nanoTime();
        failures.values().removeIf(when -> now - when > MEMORY);
        // Read once: a comparator must not see them change.
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
