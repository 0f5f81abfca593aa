package io.mailsender;

import io.mailsender.config.ApiAddress;
import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.PemReader;
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
 * Checks the health of the daemon on this machine, for a container without a shell and curl: prints one line, and exits with 0 if the
 * status is 200, else with 1. The argument is the path, by default {@code /health/liveness}.
 */
public final class HealthCheck {

    /** For the connection and for the response, each. */
    private static final int TIMEOUT_MILLIS = 3_000;

    private HealthCheck() {}

    public static void main(String[] args) {
        System.exit(isHealthy(args.length == 0 ? "/health/liveness" : args[0]) ? 0 : 1);
    }

    private static boolean isHealthy(String path) {
        String target = path;
        try {
            ApiAddress address =
                    ApiAddress.of(System.getenv(), Path.of(System.getProperty("user.home")), Path.of("/etc"));
            URI uri = address.uri().resolve(path);
            target = uri.toString();
            int status = status(uri, address.certificate());
            System.out.println(target + ": " + status);
            return status == HttpURLConnection.HTTP_OK;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | InvalidConfigurationException e) {
            System.out.println(target + ": " + e.getMessage());
            return false;
        }
    }

    private static int status(URI uri, Optional<Path> certificate) throws IOException, GeneralSecurityException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection https && certificate.isPresent()) {
            https.setSSLSocketFactory(trusting(certificate.get()).getSocketFactory());
            // Exactly this certificate is trusted, whatever names it has.
            https.setHostnameVerifier((name, session) -> true);
        }
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        return connection.getResponseCode();
    }

    private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("daemon", PemReader.certificates("server.tls.certificate", file)[0]);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
