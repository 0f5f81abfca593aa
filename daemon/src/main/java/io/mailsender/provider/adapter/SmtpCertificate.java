package io.mailsender.provider.adapter;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Checks how long a server's certificate is valid, after the handshake has accepted it. */
final class SmtpCertificate {

    /** Automatic renewal is due a month before the end; two weeks before it has failed. */
    private static final Duration SOON = Duration.ofDays(14);

    private SmtpCertificate() {}

    static Finding finding(SSLSession session) {
        try {
            X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
            Instant end = certificate.getNotAfter().toInstant();
            return Instant.now().plus(SOON).isBefore(end)
                    ? Finding.ok(
                            Check.TLS,
                            "the server's certificate is valid until " + end + " (" + session.getProtocol() + ")")
                    : Finding.warning(
                            Check.TLS,
                            "the server's certificate ends soon, at " + end,
                            "renew it, or tell the relay's operator");
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }
}
