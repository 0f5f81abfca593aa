package io.mailsender.provider.adapter;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A socket that reads no answer without end: Angus Mail keeps all lines of a reply, however many and however long, so that a server
 * could fill the memory. A TLS handshake stays far below the limit. Used by one thread at a time.
 */
final class SmtpSocket extends Socket {

    /** For what comes between two writes. RFC 5321, section 4.5.3.1.5: a line of a reply has at most 512 octets. */
    private static final int MAX_ANSWER = 64 << 10;

    private int answered;

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                count(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = super.read(bytes, offset, length);
                count(Math.max(0, read));
                return read;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(int b) throws IOException {
                answered = 0;
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                answered = 0;
                out.write(bytes, offset, length);
            }
        };
    }

    private void count(int more) throws IOException {
        answered += more;
        if (answered > MAX_ANSWER) {
            throw new IOException("a reply of more than " + MAX_ANSWER + " bytes");
        }
    }
}
