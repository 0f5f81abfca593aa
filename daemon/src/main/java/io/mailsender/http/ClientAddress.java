package io.mailsender.http;

import io.mailsender.config.TrustedProxies;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from. That is the other end of the connection, unless it is one of {@code server.trusted-proxies}: then it is
 * whom that proxy names in {@code X-Forwarded-For} or {@code Forwarded}. What nobody trusted said is never believed.
 */
@Singleton
public final class ClientAddress {

    /** Whoever has one IPv6 address mostly has all of the network's with the same first half. */
    private static final int NETWORK_BYTES = 8;

    private final TrustedProxies proxies;

    ClientAddress(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** The client's address; the proxy's where it did not name one that can be read. */
    public InetAddress of(HttpRequest<?> request) {
        InetAddress peer = request.getRemoteAddress().getAddress();
        return proxies.isEmpty() || !proxies.contains(peer) ? peer : forwarded(request, peer);
    }

    /** What a limit on a client goes by: its IPv4 address, or the /64 network of its IPv6 address. */
    public String limitKey(HttpRequest<?> request) {
        InetAddress address = of(request);
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? address.getHostAddress()
                : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
    }

    /** Where both headers are there, a proxy may have written one and passed on the other: they have to agree. */
    private InetAddress forwarded(HttpRequest<?> request, InetAddress peer) {
        @Nullable InetAddress one = client(request, "X-Forwarded-For", peer, ForwardedFor::xForwardedFor);
        @Nullable InetAddress other = client(request, "Forwarded", peer, ForwardedFor::forwarded);
        if (one == null || other == null) {
            return one != null ? one : other != null ? other : peer;
        }
        return one.equals(other) ? one : peer;
    }

    private @Nullable InetAddress client(
            HttpRequest<?> request,
            String header,
            InetAddress peer,
            Function<String, Optional<List<InetAddress>>> reader) {
        List<String> lines = request.getHeaders().getAll(header);
        return lines.isEmpty()
                ? null
                : reader.apply(String.join(",", lines))
                        .map(this::nearestStranger)
                        .orElse(peer);
    }

    /** The last address that no trusted proxy has; the first one where all are trusted. */
    private InetAddress nearestStranger(List<InetAddress> addresses) {
        for (int i = addresses.size() - 1; i > 0; i--) {
            if (!proxies.contains(addresses.get(i))) {
                return addresses.get(i);
            }
        }
        return addresses.get(0);
    }
}
