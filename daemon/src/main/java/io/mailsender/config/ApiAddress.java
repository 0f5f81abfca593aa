package io.mailsender.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the daemon on this machine serves its health, according to its configuration file. The rest of the file is not checked.
 *
 * @param uri the root of the API, or of the management port if there is one; on loopback if it listens on all addresses
 * @param certificate the file (PEM) of the daemon's certificate; empty without TLS
 */
public record ApiAddress(URI uri, Optional<Path> certificate) {

    static final String HOST = "127.0.0.1";
    static final String PORT = "8080";

    /**
     * @param etc the directory of the machine's configuration
     * @throws InvalidConfigurationException if the file gives no address
     */
    public static ApiAddress of(Map<String, String> environment, Path home, Path etc) {
        Optional<Path> file = ConfigFile.find(environment, home, etc);
        @Nullable Object tree = file.isEmpty() ? null : ConfigFile.read(file.get());
        PlaceholderResolver placeholders = new PlaceholderResolver(environment, new SecretTracker());
        String port = setting(tree, "management-port", "", placeholders);
        String host = setting(tree, port.isEmpty() ? "host" : "management-host", HOST, placeholders);
        if (port.isEmpty()) {
            port = setting(tree, "port", PORT, placeholders);
        }
        Optional<Path> certificate = certificate(tree, placeholders);
        String scheme = certificate.isPresent() ? "https" : "http";
        if (port.equals("0")) {
            throw new InvalidConfigurationException(
                    "server.port", "0 picks a free port, which only the log shows; write a fixed port");
        }
        try {
            return new ApiAddress(
                    new URI(scheme, null, reachable(host), Integer.parseInt(port), "/", null, null), certificate);
        } catch (NumberFormatException | URISyntaxException | UnknownHostException e) {
            throw new InvalidConfigurationException("server", host + " and " + port + " are not a host and a port");
        }
    }

    private static String setting(
            @Nullable Object tree, String key, String defaultValue, PlaceholderResolver placeholders) {
        if (tree instanceof Map<?, ?> root && root.get("server") instanceof Map<?, ?> server) {
            Object value = server.get(key);
            if (value != null) {
                return placeholders.resolve("server." + key, value.toString());
            }
        }
        return defaultValue;
    }

    private static Optional<Path> certificate(@Nullable Object tree, PlaceholderResolver placeholders) {
        return tree instanceof Map<?, ?> root
                        && root.get("server") instanceof Map<?, ?> server
                        && server.get("tls") instanceof Map<?, ?> tls
                        && tls.get("certificate") != null
                ? Optional.of(Path.of(placeholders.resolve(
                        "server.tls.certificate", tls.get("certificate").toString())))
                : Optional.empty();
    }

    private static String reachable(String host) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(host);
        if (!address.isAnyLocalAddress()) {
            return host;
        }
        return address.getAddress().length == 4 ? "127.0.0.1" : "::1";
    }
}
