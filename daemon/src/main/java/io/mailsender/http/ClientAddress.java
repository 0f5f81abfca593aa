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
 * The address of the client of a request: the other end of the connection or, if that is one of {@code server.trusted-proxies}, the
 * client that the proxy names in {@code X-Forwarded-For} or {@code Forwarded}. From anyone else these headers are ignored.
 */
@Singleton
public final class ClientAddress {

    /** A /64: a subscriber with one IPv6 address usually has the whole network. */
    private static final int NETWORK_BYTES = 8;

    private final TrustedProxies proxies;

    ClientAddress(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** The client's address; the proxy's if its headers do not name a valid one. */
    public InetAddress of(HttpRequest<?> request) {
        InetAddress peer = request.getRemoteAddress().getAddress();
        return proxies.isEmpty() || !proxies.contains(peer) ? peer : forwarded(request, peer);
    }

    /** The key of a limit per client: its IPv4 address, or the /64 network of its IPv6 address. */
    public String limitKey(HttpRequest<?> request) {
        return limitKey(of(request));
    }

    /** The key of a limit per client: its IPv4 address, or the /64 network of its IPv6 address. */
    public static String limitKey(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? address.getHostAddress()
                : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
    }

    /** If both headers are present they must agree: the proxy may have written one and passed on the client's other one. */
    private InetAddress forwarded(HttpRequest<?> request, InetAddress peer) {
        @Nullable InetAddress one = client(request, "X-Forwarded-For", peer, ForwardedParser::xForwardedFor);
        @Nullable InetAddress other = client(request, "Forwarded", peer, ForwardedParser::forwarded);
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
                : reader.apply(String.join(",", lines)).map(this::lastUntrusted).orElse(peer);
    }

    /** The last address that is not a trusted proxy's; the first one if all are. */
    private InetAddress lastUntrusted(List<InetAddress> addresses) {
        for (int i = addresses.size() - 1; i > 0; i--) {
            if (!proxies.contains(addresses.get(i))) {
                return addresses.get(i);
            }
        }
        return addresses.get(0);
    }
}
