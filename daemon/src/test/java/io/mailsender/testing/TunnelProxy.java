package io.mailsender.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy for tunnels (CONNECT) that records the requests before the tunnel is open. */
public final class TunnelProxy implements AutoCloseable {

    private interface Answer {
        void give(Socket client) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final StringBuffer heard = new StringBuffer();

    private TunnelProxy(Answer greeting, Answer answer) throws IOException {
        threads.execute(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket client = listener.accept();
                    threads.execute(() -> serve(client, greeting, answer));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    /** Answers each request with these bytes, and closes the connection. */
    public static TunnelProxy answering(String answer) throws IOException {
        return new TunnelProxy(
                client -> {}, client -> client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Sends this on connect and closes without reading a request, like a server with too many connections or no proxy at all. */
    public static TunnelProxy greeting(String words) throws IOException {
        return new TunnelProxy(
                client -> {
                    client.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
                    client.close();
                },
                client -> {});
    }

    /** Reads requests and never answers. */
    public static TunnelProxy silent() throws IOException {
        return new TunnelProxy(
                client -> {}, client -> client.getInputStream().transferTo(OutputStream.nullOutputStream()));
    }

    /** Opens a tunnel to a port of this machine, whatever host is requested. */
    public static TunnelProxy to(int port) throws IOException {
        ExecutorService pumps = Executors.newCachedThreadPool(task -> {
            Thread pump = new Thread(task);
            pump.setDaemon(true);
            return pump;
        });
        return new TunnelProxy(client -> {}, client -> {
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream()
                        .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                pumps.execute(() -> pump(client, server));
                server.getInputStream().transferTo(client.getOutputStream());
            }
        });
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String heard() {
        return heard.toString();
    }

    private void serve(Socket client, Answer greeting, Answer answer) {
        try (client) {
            greeting.give(client);
            InputStream in = client.getInputStream();
            int from = heard.length();
            for (int c = in.read(); c >= 0; c = in.read()) {
                heard.append((char) c);
                if (heard.indexOf("\r\n\r\n", from) >= 0) {
                    answer.give(client);
                    return;
                }
            }
        } catch (IOException gone) {
            heard.append("\n[the client is gone]\n");
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // The other direction is closed too.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
