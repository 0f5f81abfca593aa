package io.mailsender.provider.adapter;

import io.mailsender.provider.ProxyAddress;
import io.mailsender.provider.ProxyRefusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a proxy for a tunnel to an SMTP server (CONNECT, RFC 9110, section 9.3.6). Until it is open, nothing of SMTP is written. */
final class SmtpTunnel {

    private static final int MAX_HEAD = 16 * 1024;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (?<status>(?<code>\\d{3})[^\\r\\n]*)");

    private final Socket socket;
    private final ProxyAddress proxy;

    SmtpTunnel(Socket socket, ProxyAddress proxy) {
        this.socket = socket;
        this.proxy = proxy;
    }

    /**
     * @param deadline by {@link System#nanoTime}
     * @throws ConnectException if the proxy does not open the tunnel
     */
    void open(String host, int port, long deadline) throws IOException {
        try {
            socket.getOutputStream().write(request(host, port).getBytes(StandardCharsets.US_ASCII));
            requireOpen(head(deadline));
            socket.setSoTimeout(0);
        } catch (SocketTimeoutException e) {
            throw failure("no answer in time");
        } catch (ConnectException e) {
            throw e;
        } catch (IOException e) {
            throw failure(String.valueOf(e.getMessage()));
        }
    }

    private String request(String host, int port) {
        String server = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        return "CONNECT " + server + " HTTP/1.1\r\nHost: " + server + "\r\n"
                + (proxy.username() == null ? "" : "Proxy-Authorization: Basic " + credentials() + "\r\n") + "\r\n";
    }

    private String credentials() {
        return Base64.getEncoder()
                .encodeToString((proxy.username() + ":" + proxy.password()).getBytes(StandardCharsets.UTF_8));
    }

    /** Byte by byte: the bytes after the head are the server's. */
    private String head(long deadline) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int end = 0;
        while (end < 4) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout(Math.toIntExact(left));
            int next = in.read();
            if (next < 0 || head.size() == MAX_HEAD) {
                throw failure(next < 0 ? "closed the connection" : "its answer is too long");
            }
            head.write(next);
            end = next == "\r\n\r\n".charAt(end) ? end + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private void requireOpen(String head) throws ConnectException {
        Matcher matcher = STATUS_LINE.matcher(head);
        if (!matcher.lookingAt()) {
            throw failure("its answer is not HTTP");
        }
        String code = matcher.group("code");
        if (ProxyRefusal.isAboutCredentials(code)) {
            throw failure(matcher.group("status") + "; " + ProxyRefusal.remedy(proxy.username() != null));
        }
        if (!code.startsWith("2")) {
            throw failure(matcher.group("status"));
        }
    }

    private ConnectException failure(String reason) {
        return new ConnectException("proxy " + proxy + ": " + reason);
    }
}
