package io.mailsender.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An SMTP client that sends exactly the given bytes. */
final class SmtpClient implements AutoCloseable {

    static final String START = "EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

    private static final int PATIENCE_MILLIS = 60_000;

    private Socket socket;

    private SmtpClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Connects without reading the greeting. */
    static SmtpClient connect(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server, PATIENCE_MILLIS);
        return new SmtpClient(socket);
    }

    /** Connects with small buffers, so that replies that are not read soon fill them. */
    static SmtpClient connectWithSmallBuffer(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(server, PATIENCE_MILLIS);
        return new SmtpClient(socket);
    }

    /** Connects from another address of this machine. */
    static SmtpClient connect(InetSocketAddress server, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(server, PATIENCE_MILLIS);
        return new SmtpClient(socket);
    }

    /** Connects with TLS from the start. */
    static SmtpClient connect(InetSocketAddress server, SSLContext tls) throws IOException {
        SmtpClient client = connect(server);
        client.startTls(tls);
        return client;
    }

    void startTls(SSLContext tls) throws IOException {
        SSLSocket over = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        over.startHandshake();
        socket = over;
    }

    SmtpClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    SmtpClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** The next reply, with all of its lines. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line;
        do {
            line = line();
            reply.append(line).append('\n');
        } while (line.length() > 3 && line.charAt(3) == '-');
        return reply.toString();
    }

    /** The codes of the next replies. */
    String codes(int count) throws IOException {
        StringBuilder codes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            codes.append(i == 0 ? "" : " ").append(reply(), 0, 3);
        }
        return codes.toString();
    }

    private String line() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        while ((b = in.read()) != '\n') {
            if (b < 0) {
                throw new IOException("the end after: " + line);
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.US_ASCII).stripTrailing();
    }

    /** Reads until the server closes or resets the connection. */
    String untilTheEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (java.net.SocketTimeoutException e) {
            throw new IOException("still open: " + all, e);
        } catch (IOException reset) {
            return all.toString(StandardCharsets.US_ASCII);
        }
        return all.toString(StandardCharsets.US_ASCII);
    }

    Socket socket() {
        return socket;
    }

    /** Resets the connection instead of closing it. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
