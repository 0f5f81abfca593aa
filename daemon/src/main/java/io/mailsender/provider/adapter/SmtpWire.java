package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Commands out, replies in (RFC 5321, section 4.2), over a socket. It is strict about what a reply looks like and how long it is,
 * and knows whether anything was read that nobody asked for, since an answer must never be taken for the next one. It has no
 * timeouts: who gives up closes the socket. Used by one thread at a time.
 */
final class SmtpWire {

    /** RFC 5321, section 4.5.3.1.5: a line of a reply has at most 512 octets. A server must not fill the memory. */
    private static final int MAX_REPLY = 64 << 10;

    private static final Pattern REPLY = Pattern.compile("(?s)[2-5]\\d\\d([ \\t-].*)?");

    private final Socket raw;
    private final byte[] buffer = new byte[4096];
    private Socket socket;
    private int next;
    private int end;

    SmtpWire(Socket socket) {
        this.raw = socket;
        this.socket = socket;
    }

    Socket socket() {
        return socket;
    }

    boolean isSecure() {
        return socket != raw;
    }

    /** Goes on over TLS. What came before in clear text may be an attacker's, and is dropped (RFC 3207, section 5). */
    void goOnOver(Socket secure) {
        socket = secure;
        next = end;
    }

    /**
     * Says a command and reads its reply.
     *
     * @throws ProtocolException where the server had said something unasked before; a refusal is the reply, though: mostly 421,
     *     before it closes
     * @throws IOException where the connection broke, and nothing that the server said before tells why
     */
    SmtpReply ask(String command) throws IOException {
        if (hasUnread()) {
            SmtpReply unasked = read();
            if (unasked.isRefusal()) {
                return unasked;
            }
            throw new ProtocolException("a reply that nobody asked for: " + unasked.code() + " " + unasked.text());
        }
        try {
            write((command + "\r\n").getBytes(UTF_8));
        } catch (IOException e) {
            return lastWords(e);
        }
        return read();
    }

    /** The refusal that the server said before it broke the connection, which shows when we write. */
    SmtpReply lastWords(IOException broken) throws IOException {
        try {
            SmtpReply reply = read();
            if (reply.isRefusal()) {
                return reply;
            }
        } catch (IOException e) {
            broken.addSuppressed(e);
        }
        throw broken;
    }

    void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    void write(byte[] bytes, int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
        socket.getOutputStream().flush();
    }

    /**
     * Reads one reply. Blank lines are none. A refusal that is cut short by the end of the connection is one all the same.
     *
     * @throws ProtocolException where what came is no reply
     */
    SmtpReply read() throws IOException {
        List<String> lines = new ArrayList<>();
        int code = 0;
        int left = MAX_REPLY;
        while (true) {
            byte[] bytes;
            try {
                bytes = readLine(left);
            } catch (IOException e) {
                if (code >= 400) {
                    return new SmtpReply(code, lines);
                }
                throw e;
            }
            left -= bytes.length + 1;
            String line = decode(bytes);
            if (line.isBlank()) {
                continue;
            }
            if (!REPLY.matcher(line).matches()) {
                throw new ProtocolException("no SMTP reply: " + line);
            }
            code = Integer.parseInt(line.substring(0, 3));
            lines.add(line.substring(Math.min(4, line.length())));
            if (line.length() == 3 || line.charAt(3) != '-') {
                return new SmtpReply(code, lines);
            }
        }
    }

    /** Whether nothing at all is left to read: here, in TLS, or in the kernel. */
    boolean isQuiet() {
        try {
            return !hasUnread()
                    && socket.getInputStream().available() == 0
                    && raw.getInputStream().available() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean hasUnread() {
        while (next < end && (buffer[next] == '\r' || buffer[next] == '\n')) {
            next++;
        }
        return next < end;
    }

    private byte[] readLine(int limit) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int b = readByte(line); b != '\n'; b = readByte(line)) {
            if (line.size() >= limit) {
                throw new IOException("a reply of more than " + MAX_REPLY + " bytes");
            }
            line.write(b);
        }
        return line.toByteArray();
    }

    private int readByte(ByteArrayOutputStream line) throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, socket.getInputStream().read(buffer));
            if (end == 0) {
                throw new EOFException("the server closed the connection"
                        + (line.size() == 0 ? "" : " after: " + decode(line.toByteArray())));
            }
        }
        return buffer[next++];
    }

    private static String decode(byte[] line) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            text = new String(line, ISO_8859_1);
        }
        return text.stripTrailing();
    }
}
