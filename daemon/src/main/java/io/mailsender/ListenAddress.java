package io.mailsender;

import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.ManagementSettings;
import io.mailsender.config.ServerSettings;
import io.micronaut.http.server.exceptions.ServerStartupException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Says where the daemon listens, and why it cannot. */
final class ListenAddress {

    private ListenAddress() {}

    /** With an IPv6 address in brackets (RFC 3986, 3.2.2). */
    static String url(boolean tls, String host, int port) {
        return (tls ? "https://" : "http://") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * @param setting the setting with its file, for the message
     * @throws InvalidConfigurationException if the host cannot be resolved
     */
    static InetAddress resolve(String setting, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new InvalidConfigurationException(
                    setting,
                    host
                            + " cannot be resolved; write an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all");
        }
    }

    /** One line: the setting, what is wrong, what to do. */
    static String failure(ServerStartupException e, ServerSettings server, ManagementSettings management) {
        if (isElsewhere(server.host())) {
            return elsewhere("server.host", server.host());
        }
        if (management.managementPort() != null && isElsewhere(management.managementHost())) {
            return elsewhere("server.management-host", management.managementHost());
        }
        @Nullable Throwable cause = e.getCause();
        String reason = e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
        String setting = setting(reason, server, management);
        if (reason.contains("Permission denied")) {
            return setting + ": " + reason
                    + "; a port below 1024 needs the capability CAP_NET_BIND_SERVICE, choose another";
        }
        return setting + ": " + reason
                + (reason.contains("in use") ? "; stop the program that uses it, or choose another port" : "");
    }

    /** @param reason with the address, such as {@code 127.0.0.1:8080: Address already in use} */
    private static String setting(String reason, ServerSettings server, ManagementSettings management) {
        if (reason.contains(":" + management.managementPort() + ":")) {
            return "server.management-port";
        }
        OptionalInt console = server.ownConsolePort();
        return console.isPresent() && reason.contains(":" + console.getAsInt() + ":")
                ? "server.console-port"
                : "server.port";
    }

    private static String elsewhere(String setting, String host) {
        return setting + ": " + host
                + " is not an address of this machine; `ip address` lists them, and 0.0.0.0 means all";
    }

    private static boolean isElsewhere(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return !address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(address) == null;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }
}
