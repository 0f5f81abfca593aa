package io.mailsender.testing;

import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.FaultyHttpServer.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;

/** Behaviours of a {@link FaultyHttpServer}. Unless stated otherwise, each reads the whole request first. */
public final class Behaviours {

    private static final String HALF_AN_ANSWER =
            "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"id\":";

    private Behaviours() {}

    /**
     * Answers correctly.
     *
     * @param headers further header lines, e.g. {@code Retry-After: 5}
     */
    public static Behaviour answer(int status, String contentType, String body, String... headers) {
        return exchange -> {
            exchange.receive();
            respond(exchange, status, contentType, body, headers);
        };
    }

    public static Behaviour json(int status, String body, String... headers) {
        return answer(status, "application/json", body, headers);
    }

    /** Only a status, without a body. */
    public static Behaviour status(int status, String... headers) {
        return exchange -> {
            exchange.receive();
            StringBuilder head = head(status, headers);
            // RFC 9110, section 8.6: no Content-Length in a 204.
            exchange.write(head.append(status == 204 ? "\r\n" : "Content-Length: 0\r\n\r\n")
                    .toString());
        };
    }

    /** A redirect to the same address: a client that follows it loops forever. */
    public static Behaviour redirectToItself(int status) {
        return exchange -> {
            exchange.receive();
            respond(exchange, status, "text/plain", "", "Location: " + exchange.path());
        };
    }

    /** Answers and closes the connection immediately, without announcing it. */
    public static Behaviour answerThenClose(int status, String body) {
        return exchange -> {
            exchange.receive();
            respond(exchange, status, "application/json", body);
            exchange.close(false);
        };
    }

    /** Waits for the given behaviour, then performs it. */
    public static Behaviour later(CompletableFuture<Behaviour> then) {
        return exchange -> then.join().serve(exchange);
    }

    public static Behaviour closeAfterRequest() {
        return exchange -> {
            exchange.receive();
            exchange.close(false);
        };
    }

    public static Behaviour resetAfterRequest() {
        return exchange -> {
            exchange.receive();
            exchange.close(true);
        };
    }

    /** Resets the connection after the head, before the body is read. */
    public static Behaviour resetBeforeBody() {
        return exchange -> {
            exchange.ignoreBody();
            exchange.close(true);
        };
    }

    public static Behaviour neverAnswer() {
        return exchange -> {
            exchange.receive();
            exchange.awaitClientClose();
        };
    }

    /** Sends a status line, the header fields and the start of a body, then stalls. */
    public static Behaviour stallInBody(int status) {
        return exchange -> {
            exchange.receive();
            exchange.write(head(status) + HALF_AN_ANSWER);
            exchange.awaitClientClose();
        };
    }

    /** As {@link #stallInBody}, but closes the connection. */
    public static Behaviour truncateBody(int status) {
        return exchange -> {
            exchange.receive();
            exchange.write(head(status) + HALF_AN_ANSWER);
            exchange.close(false);
        };
    }

    /** As {@link #truncateBody}, chunked: the last chunk is missing. */
    public static Behaviour truncateChunks(int status) {
        return exchange -> {
            exchange.receive();
            exchange.write(head(status)
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n");
            exchange.close(false);
        };
    }

    /** Sends header lines forever, each before a read timeout. */
    public static Behaviour trickleHead(int status) {
        return exchange -> {
            exchange.receive();
            exchange.write(head(status).toString());
            trickle(exchange, "X-Filler: a\r\n");
        };
    }

    /** Sends bytes of the body forever, each before a read timeout. */
    public static Behaviour trickleBody(int status) {
        return exchange -> {
            exchange.receive();
            exchange.write(head(status) + "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n");
            trickle(exchange, " ");
        };
    }

    /** An endless body. */
    public static Behaviour endlessBody(int status) {
        return endless(
                head(status) + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
                "2000\r\n" + " ".repeat(0x2000) + "\r\n");
    }

    /** Endless header lines, as fast as they are read. */
    public static Behaviour endlessHead(int status) {
        return endless(head(status).toString(), "X-Filler: " + "a".repeat(100) + "\r\n");
    }

    /** An endless status line or header line. */
    public static Behaviour endlessLine(String begin) {
        return endless(begin, "a".repeat(8192));
    }

    private static Behaviour endless(String begin, String more) {
        return exchange -> {
            exchange.receive();
            exchange.write(begin);
            byte[] bytes = more.getBytes(StandardCharsets.US_ASCII);
            while (true) {
                exchange.out().write(bytes);
            }
        };
    }

    /** A few kilobytes that decompress to some hundred megabytes of white space. */
    public static Behaviour gzipBomb(int status, int megabytes) {
        return exchange -> {
            exchange.receive();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                byte[] blank = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < megabytes; i++) {
                    gzip.write(blank);
                }
            }
            exchange.write(head(status) + "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "
                    + packed.size() + "\r\n\r\n");
            exchange.out().write(packed.toByteArray());
        };
    }

    /** An answer that is not HTTP. */
    public static Behaviour garbage() {
        return exchange -> {
            exchange.receive();
            exchange.write("220 mail.example ESMTP\r\n");
            exchange.close(false);
        };
    }

    private static void trickle(Exchange exchange, String drop) throws IOException {
        while (true) {
            exchange.write(drop);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static void respond(Exchange exchange, int status, String contentType, String body, String... headers)
            throws IOException {
        exchange.write(head(status, headers)
                .append("Content-Type: ")
                .append(contentType)
                .append("\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n\r\n")
                .append(body)
                .toString());
    }

    private static StringBuilder head(int status, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Status\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head;
    }
}
