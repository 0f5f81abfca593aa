package io.mailsender.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a daemon on this machine is reached, by its configuration file. Nothing else in the file is looked at. */
public final class ApiAddress {

    static final String HOST = "127.0.0.1";
    static final String PORT = "8080";

    private ApiAddress() {}

    /**
     * @param etc the directory of the machine's configuration
     * @return the root of the API; on loopback where it listens on all addresses
     * @throws InvalidConfigurationException where the file does not say
     */
    public static URI of(Map<String, String> environment, Path home, Path etc) {
        Optional<Path> file = ConfigFile.find(environment, home, etc);
        @Nullable Object tree = file.isEmpty() ? null : ConfigFile.read(file.get());
        Placeholders placeholders = new Placeholders(environment, new Secrets());
        String host = setting(tree, "host", HOST, placeholders);
        String port = setting(tree, "port", PORT, placeholders);
        if (port.equals("0")) {
            throw new InvalidConfigurationException("server.port", "0 takes any port; which one, only the log tells");
        }
        try {
            return new URI("http", null, reachable(host), Integer.parseInt(port), "/", null, null);
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

    private static String reachable(String host) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(host);
        if (!address.isAnyLocalAddress()) {
            return host;
        }
        return address.getAddress().length == 4 ? "127.0.0.1" : "::1";
    }
}
