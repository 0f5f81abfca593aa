package io.mailsender.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers the first bytes on each connection with the same bytes, then closes the connection or keeps it open. */
final class RawAnswerServer implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final byte[] answer;
    private final boolean closes;

    RawAnswerServer(String answer, boolean closes) throws IOException {
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
