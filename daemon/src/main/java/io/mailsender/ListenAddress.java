package io.mailsender;

import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.ManagementSettings;
import io.mailsender.config.ServerSettings;
import io.micronaut.http.server.exceptions.ServerStartupException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where the daemon listens, in words; and why it cannot. */
final class ListenAddress {

    private ListenAddress() {}

    /** As it can be typed: an IPv6 address stands in brackets (RFC 3986, 3.2.2). */
    static String url(boolean tls, String host, int port) {
        return (tls ? "https://" : "http://") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * @param setting the setting and its file, for messages
     * @throws InvalidConfigurationException where the system does not know the host
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

    /** What is wrong with which setting, in one line. */
    static String failure(ServerStartupException e, ServerSettings server, ManagementSettings management) {
        if (isElsewhere(server.host())) {
            return elsewhere("server.host", server.host());
        }
        if (management.managementPort() != null && isElsewhere(management.managementHost())) {
            return elsewhere("server.management-host", management.managementHost());
        }
        @Nullable Throwable cause = e.getCause();
        String reason = e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
        if (reason.contains("Permission denied")) {
            return "server.port: " + reason
                    + "; a port below 1024 takes the capability CAP_NET_BIND_SERVICE, take another";
        }
        return "server.port: " + reason
                + (reason.contains("in use") ? "; stop what listens there, or take another" : "");
    }

    private static String elsewhere(String setting, String host) {
        return setting + ": " + host
                + " is no address of this machine; `ip address` shows them, and 0.0.0.0 stands for all";
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
