package io.mailsender.provider.adapter;

import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.PemReader;
import io.mailsender.message.EmailAddress;
import io.mailsender.oauth.TokenUnavailableException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured server: its address, the certificates of both sides, and the daemon's name and login. */
final class SmtpServer {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);

    private final Smtp.Settings settings;
    private final SmtpDialer dialer;
    private final Optional<SmtpOAuth2> oauth2;
    private final SSLSocketFactory tls;
    private final String heloName;

    /** @throws IllegalArgumentException if a certificate file or the key cannot be read */
    SmtpServer(Smtp.Settings settings, SmtpDialer dialer, Optional<SmtpOAuth2> oauth2) {
        this.settings = settings;
        this.dialer = dialer;
        this.oauth2 = oauth2;
        this.heloName = settings.heloName() != null
                ? settings.heloName()
                : EmailAddress.parse(settings.from()).domain();
        if (settings.tls() == Smtp.Tls.CLEAR_TEXT) {
            LOG.warn(
                    "provider {}: messages and password go to {} in clear text; anyone on the network path can read them",
                    settings.name(),
                    settings.host());
        }
        try {
            this.tls = factory(settings);
        } catch (IOException | GeneralSecurityException | InvalidConfigurationException e) {
            throw new IllegalArgumentException("provider " + settings.name() + ": " + e.getMessage(), e);
        }
    }

    Smtp.Tls tls() {
        return settings.tls();
    }

    String heloName() {
        return heloName;
    }

    /**
     * The login for a new connection; empty if no username is configured.
     *
     * @param refused the login of the connection before, which the server refused; {@code null} if there is none
     * @param wait how long to wait for a token
     * @throws TokenUnavailableException if the login needs a token, and there is none
     */
    Optional<SmtpLogin> login(@Nullable SmtpLogin refused, Duration wait) {
        if (oauth2.isPresent()) {
            return Optional.of(
                    refused instanceof SmtpTokenLogin token
                            ? oauth2.get().loginInsteadOf(token, wait)
                            : oauth2.get().login(wait));
        }
        String username = settings.username();
        String password = settings.password();
        return username == null || username.isBlank() || password == null
                ? Optional.empty()
                : Optional.of(new SmtpPasswordLogin(username, password));
    }

    boolean hasClientCertificate() {
        return settings.clientCert() != null;
    }

    /** Connects within the connect timeout. {@code opened} receives the socket, to close it at the attempt's timeout. */
    Socket connect(Duration timeout, Consumer<Socket> opened) throws IOException {
        Duration limit = timeout.compareTo(settings.connectTimeout()) < 0 ? timeout : settings.connectTimeout();
        return dialer.dial(settings.host(), settings.portOrDefault(), limit, opened);
    }

    /** Starts TLS. The server's certificate must be valid for the configured host. */
    SSLSocket secure(Socket socket) throws IOException {
        SSLSocket secure = (SSLSocket) tls.createSocket(socket, settings.host(), settings.portOrDefault(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static SSLSocketFactory factory(Smtp.Settings settings) throws IOException, GeneralSecurityException {
        if (settings.caFile() == null && settings.clientCert() == null) {
            return SSLContext.getDefault().getSocketFactory();
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities(settings.caFile()));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity(settings.clientCert(), settings.clientKey()), new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    /** {@code null} means the Java runtime's authorities. */
    private static @Nullable KeyStore authorities(@Nullable String caFile)
            throws IOException, GeneralSecurityException {
        if (caFile == null) {
            return null;
        }
        KeyStore authorities = empty();
        for (X509Certificate certificate : PemReader.certificates("ca-file", Path.of(caFile))) {
            authorities.setCertificateEntry("ca-" + authorities.size(), certificate);
        }
        return authorities;
    }

    private static KeyStore identity(@Nullable String certificate, @Nullable String key)
            throws IOException, GeneralSecurityException {
        KeyStore identity = empty();
        if (certificate != null && key != null) {
            identity.setKeyEntry(
                    "client",
                    PemReader.key("client-key", Path.of(key), null),
                    new char[0],
                    PemReader.certificates("client-cert", Path.of(certificate)));
        }
        return identity;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}
