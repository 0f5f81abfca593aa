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
 * Where a daemon on this machine tells how it is, by its configuration file. Nothing else in the file is looked at.
 *
 * @param uri the root of the API, or of the management port where there is one; on loopback where it listens on all addresses
 * @param certificate the file (PEM) of the certificate that it shows, where it speaks TLS
 */
public record ApiAddress(URI uri, Optional<Path> certificate) {

    static final String HOST = "127.0.0.1";
    static final String PORT = "8080";

    /**
     * @param etc the directory of the machine's configuration
     * @throws InvalidConfigurationException where the file does not say
     */
    public static ApiAddress of(Map<String, String> environment, Path home, Path etc) {
        Optional<Path> file = ConfigFile.find(environment, home, etc);
        @Nullable Object tree = file.isEmpty() ? null : ConfigFile.read(file.get());
        Placeholders placeholders = new Placeholders(environment, new Secrets());
        String port = setting(tree, "management-port", "", placeholders);
        String host = setting(tree, port.isEmpty() ? "host" : "management-host", HOST, placeholders);
        if (port.isEmpty()) {
            port = setting(tree, "port", PORT, placeholders);
        }
        Optional<Path> certificate = certificate(tree, placeholders);
        String scheme = certificate.isPresent() ? "https" : "http";
        if (port.equals("0")) {
            throw new InvalidConfigurationException("server.port", "0 takes any port; which one, only the log tells");
        }
        try {
            return new ApiAddress(
                    new URI(scheme, null, reachable(host), Integer.parseInt(port), "/", null, null), certificate);
        } catch (NumberFormatException | URISyntaxException | UnknownHostException e) {
            throw new InvalidConfigurationException("server", "no address: " + host + " " + port);
        }
    }

    private static String setting(@Nullable Object tree, String key, String otherwise, Placeholders placeholders) {
        if (tree instanceof Map<?, ?> root && root.get("server") instanceof Map<?, ?> server) {
            Object value = server.get(key);
            if (value != null) {
                return placeholders.resolve("server." + key, value.toString());
            }
        }
        return otherwise;
    }

    private static Optional<Path> certificate(@Nullable Object tree, Placeholders placeholders) {
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
