package io.mailsender.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a server that has to be told one. */
public final class TestPort {

    private TestPort() {}

    /**
     * A free one, that no socket is given which asks for just any: those have 32768 and more on Linux, and more on other
     * systems. So it stays free, also where a server is stopped and comes back.
     */
    public static int free() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }
}
