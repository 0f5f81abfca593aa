package io.mailsender.smtp;

import io.mailsender.access.Caller;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The session that a mail comes from.
 *
 * @param client the address of the client
 * @param server the name that the daemon greets with, for the Received field
 * @param helo the name that the client gave, made safe for a header field: printable ASCII without spaces and brackets
 * @param extended whether the client said EHLO, not HELO
 * @param tls {@code null} in clear text
 * @param caller a local program if the daemon has no API keys
 */
public record SmtpSession(
        InetSocketAddress client,
        String server,
        String helo,
        boolean extended,
        @Nullable TlsUse tls,
        Caller caller) {

    /**
     * How the connection is encrypted.
     *
     * @param protocol such as {@code TLSv1.3}
     * @param cipher such as {@code TLS_AES_128_GCM_SHA256}
     */
    public record TlsUse(String protocol, String cipher) {}
}
