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
 * Writes commands to a socket and reads replies (RFC 5321, section 4.2). It is strict about the form and length of a reply, and detects
 * unsolicited replies, since a reply must never be taken for that to the next command. It has no timeouts: closing the socket ends a
 * read. Used by one thread at a time.
 */
final class SmtpWire {

    /** Protects the memory. RFC 5321, section 4.5.3.1.5, allows 512 octets for each line of a reply. */
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

    /** Continues over TLS. Unread clear text may come from an attacker and is dropped (RFC 3207, section 5). */
    void continueOver(Socket secure) {
        socket = secure;
        next = end;
    }

    /**
     * Sends a command and reads its reply. An unsolicited refusal, usually 421 before the server closes, counts as the reply.
     *
     * @throws ProtocolException if there is another unsolicited reply
     * @throws IOException if the connection broke and the server sent no refusal before
     */
    SmtpReply ask(String command) throws IOException {
        if (hasUnread()) {
            SmtpReply unsolicited = read();
            if (unsolicited.isRefusal()) {
                return unsolicited;
            }
            throw new ProtocolException("unsolicited SMTP reply: " + unsolicited.code() + " " + unsolicited.text());
        }
        try {
            write((command + "\r\n").getBytes(UTF_8));
        } catch (IOException e) {
            return refusalBefore(e);
        }
        return read();
    }

    /**
     * Reads the refusal that the server sent before it closed the connection.
     *
     * @param broken the failure of a write
     * @throws IOException {@code broken}, if there is no refusal
     */
    SmtpReply refusalBefore(IOException broken) throws IOException {
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
     * Reads one reply, skipping blank lines. A refusal counts even if the connection ends before its last line.
     *
     * @throws ProtocolException if the text is not an SMTP reply
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
                throw new ProtocolException("not an SMTP reply: " + line);
            }
            code = Integer.parseInt(line.substring(0, 3));
            lines.add(line.substring(Math.min(4, line.length())));
            if (line.length() == 3 || line.charAt(3) != '-') {
                return new SmtpReply(code, lines);
            }
        }
    }

    /** Whether nothing is left to read: in the buffer, in TLS or in the kernel. */
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
                throw new IOException("SMTP reply longer than " + MAX_REPLY + " bytes");
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
