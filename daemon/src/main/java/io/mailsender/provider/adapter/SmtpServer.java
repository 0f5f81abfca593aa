package io.mailsender.provider.adapter;

import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Where a provider's server is and how it is reached: sockets, TLS, and what Angus Mail has to know. */
final class SmtpServer {

    private final Smtp.Settings settings;
    private final SSLSocketFactory tls;

    /**
     * @throws IllegalArgumentException where the {@code ca-file} cannot be read
     */
    SmtpServer(Smtp.Settings settings) {
        this.settings = settings;
        try {
            this.tls = trusting(settings.caFile());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "provider " + settings.name() + ": ca-file " + settings.caFile()
                            + " holds no readable certificates",
                    e);
        }
    }

    Session session() {
        Properties properties = new Properties();
        properties.put("mail.smtp.auth", String.valueOf(needsLogin()));
        // not DIGEST-MD5 and NTLM, which are obsolete, and PLAIN first: it takes one round trip less
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        boolean startTls = settings.tls() == Smtp.Tls.STARTTLS;
        properties.put("mail.smtp.starttls.enable", String.valueOf(startTls));
        properties.put("mail.smtp.starttls.required", String.valueOf(startTls));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls);
        properties.put("mail.smtp.quitwait", "false");
        return Session.getInstance(properties);
    }

    URLName url() {
        return new URLName(
                "smtp", settings.host(), settings.portOrDefault(), null, settings.username(), settings.password());
    }

    boolean needsLogin() {
        return settings.username() != null;
    }

    /** Connects within the connect timeout. The socket is closed by whoever made it. */
    Socket connect(Socket socket, Duration timeout) throws IOException {
        Duration limit = timeout.compareTo(settings.connectTimeout()) < 0 ? timeout : settings.connectTimeout();
        // Angus Mail asks the socket's address for the name that the certificate must bear. With the configured name
        // inside, the address does not look one up in the DNS, which is what an attacker would answer.
        InetAddress address = InetAddress.getByAddress(
                settings.host(), InetAddress.getByName(settings.host()).getAddress());
        socket.setTcpNoDelay(true);
        socket.connect(
                new InetSocketAddress(address, settings.portOrDefault()),
                Math.max(1, Math.toIntExact(limit.toMillis())));
        return settings.tls() == Smtp.Tls.IMPLICIT ? overTls(socket) : socket;
    }

    private SSLSocket overTls(Socket socket) throws IOException {
        SSLSocket secure = (SSLSocket) tls.createSocket(socket, settings.host(), settings.portOrDefault(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static SSLSocketFactory trusting(@Nullable String caFile) throws IOException, GeneralSecurityException {
        if (caFile == null) {
            return SSLContext.getDefault().getSocketFactory();
        }
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        try (InputStream pem = Files.newInputStream(Path.of(caFile))) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                authorities.setCertificateEntry("ca-" + authorities.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
