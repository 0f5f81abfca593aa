package io.mailsender.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives every connection the same bytes as soon as the first of a request arrive, and closes it or keeps it open. */
final class OneAnswer implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final byte[] answer;
    private final boolean closes;

    OneAnswer(String answer, boolean closes) throws IOException {
        this.answer = answer.getBytes(StandardCharsets.US_ASCII);
        this.closes = closes;
        Thread thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                connection.getInputStream().read(new byte[64 * 1024]);
                connection.getOutputStream().write(answer);
                if (closes) {
                    connection.close();
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
