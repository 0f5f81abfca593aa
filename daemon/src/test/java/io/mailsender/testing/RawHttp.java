package io.mailsender.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A connection to the daemon for requests that no HTTP client would send: any method, path, header field and body. */
public final class RawHttp implements AutoCloseable {

    private final URI server;
    private final int timeoutMillis;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    /** @param timeoutMillis how long to wait for the next byte of an answer */
    public RawHttp(URI server, int timeoutMillis) {
        this.server = server;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * A request as sent.
     *
     * @param head the request line and the header fields, with CRLF line ends, without Content-Length and the empty line
     */
    public record Request(String method, String head, byte[] body) {

        public static Request of(String method, String target, List<String> fields, byte[] body) {
            StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
            if (fields.stream().noneMatch(field -> field.regionMatches(true, 0, "Host:", 0, 5))) {
                head.append("Host: localhost\r\n");
            }
            fields.forEach(field -> head.append(field).append("\r\n"));
            return new Request(method, head.toString(), body);
        }

        public static Request of(String method, String target, List<String> fields, String body) {
            return of(method, target, fields, body.getBytes(UTF_8));
        }

        /** The target of the request line. */
        public String target() {
            int from = head.indexOf(' ') + 1;
            return head.substring(from, head.indexOf(' ', from));
        }

        private void writeTo(ByteArrayOutputStream out) {
            out.writeBytes(head.getBytes(UTF_8));
            out.writeBytes(("Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
            out.writeBytes(body);
        }

        /** For failure messages. */
        @Override
        public String toString() {
            String text = head + "\r\n" + new String(body, UTF_8);
            return text.length() < 2_000 ? text : text.substring(0, 2_000) + "… (" + body.length + " octets of body)";
        }
    }

    /** An answer with its unchanged header fields. */
    public record Answer(int status, List<String> fields, byte[] body) {

        public String text() {
            return new String(body, UTF_8);
        }

        public String header(String name) {
            return fields.stream()
                    .filter(field -> field.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(field -> field.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * Sends the request and waits for its answer. If a reused connection is closed instead, the request is repeated once on a new one, as
     * every client does (RFC 9112, section 9.3.1).
     *
     * @throws IOException if there was no answer; a {@code SocketTimeoutException} if it took too long
     */
    public Answer exchange(Request request) throws IOException {
        if (!socket.isClosed() && socket.isConnected()) {
            try {
                return exchangeOnce(request);
            } catch (EOFException | SocketException e) {
                // Repeated below.
            }
        }
        connect();
        return exchangeOnce(request);
    }

    /** Sends all requests before it reads the first answer; their bodies must be small. */
    public List<Answer> pipeline(List<Request> requests) throws IOException {
        if (socket.isClosed() || !socket.isConnected()) {
            connect();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Request request : requests) {
            request.writeTo(out);
        }
        out.writeTo(socket.getOutputStream());
        List<Answer> answers = new ArrayList<>();
        for (Request request : requests) {
            answers.add(read(request.method().equals("HEAD")));
        }
        return answers;
    }

    private void connect() throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(timeoutMillis);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private Answer exchangeOnce(Request request) throws IOException {
        try {
            write(request);
            Answer answer = read(request.method().equals("HEAD"));
            if (answer.header("Connection").equalsIgnoreCase("close")) {
                socket.close();
            }
            return answer;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void write(Request request) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        request.writeTo(out);
        try {
            out.writeTo(socket.getOutputStream());
        } catch (IOException e) {
            // The daemon may have refused the rest; its answer can still be read.
            if (in.available() == 0) {
                throw e;
            }
        }
    }

    private Answer read(boolean head) throws IOException {
        String line = line();
        int status = Integer.parseInt(line.split(" ", 3)[1]);
        List<String> fields = new ArrayList<>();
        for (line = line(); !line.isEmpty(); line = line()) {
            fields.add(line);
        }
        Answer answer = new Answer(status, fields, new byte[0]);
        if (status < 200) {
            return read(head);
        }
        return head || status == 204 || status == 304 ? answer : new Answer(status, fields, body(answer));
    }

    private byte[] body(Answer answer) throws IOException {
        if (answer.header("Transfer-Encoding").toLowerCase(Locale.ROOT).equals("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.write(exactly(size));
                line();
            }
            line();
            return body.toByteArray();
        }
        String length = answer.header("Content-Length");
        return length.isEmpty() ? in.readAllBytes() : exactly(Integer.parseInt(length));
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the answer ends early");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("no answer");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
