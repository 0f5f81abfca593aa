package io.mailsender.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The name by which people know a node. */
final class NodeName {

    private static final int MAX_LENGTH = 253;

    private static final @Nullable String OWN = find();

    private NodeName() {}

    /** The name of this machine or pod; {@code null} if it has none. */
    static @Nullable String own() {
        return OWN;
    }

    private static @Nullable String find() {
        String name = System.getenv("HOSTNAME");
        if (name == null || name.isBlank()) {
            try {
                name = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return null;
            }
        }
        String clean = name.strip();
        return clean.isEmpty() ? null : clean.substring(0, Math.min(clean.length(), MAX_LENGTH));
    }
}
