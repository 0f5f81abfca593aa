package io.mailsender;

import io.mailsender.config.ApiAddress;
import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.PemFiles;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks the daemon on this machine how it is, for a container that has neither a shell nor curl: exit status 0 where it
 * answers 200, else 1, and one line that says what was seen. The argument is the path to ask, by default
 * {@code /health/liveness}.
 */
public final class HealthCheck {

    /** In milliseconds, each for the connection and for the answer. */
    private static final int PATIENCE = 3_000;

    private HealthCheck() {}

    public static void main(String[] args) {
        System.exit(isHealthy(args.length == 0 ? "/health/liveness" : args[0]) ? 0 : 1);
    }

    private static boolean isHealthy(String path) {
        String asked = path;
        try {
            ApiAddress address =
                    ApiAddress.of(System.getenv(), Path.of(System.getProperty("user.home")), Path.of("/etc"));
            URI uri = address.uri().resolve(path);
            asked = uri.toString();
            int status = ask(uri, address.certificate());
            System.out.println(asked + ": " + status);
            return status == HttpURLConnection.HTTP_OK;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | InvalidConfigurationException e) {
            System.out.println(asked + ": " + e.getMessage());
            return false;
        }
    }

    private static int ask(URI uri, Optional<Path> certificate) throws IOException, GeneralSecurityException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection https && certificate.isPresent()) {
            https.setSSLSocketFactory(trusting(certificate.get()).getSocketFactory());
            // It is this very certificate that is trusted, whatever names it bears.
            https.setHostnameVerifier((name, session) -> true);
        }
        connection.setConnectTimeout(PATIENCE);
        connection.setReadTimeout(PATIENCE);
        connection.setInstanceFollowRedirects(false);
        return connection.getResponseCode();
    }

    private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("daemon", PemFiles.certificates("server.tls.certificate", file)[0]);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
