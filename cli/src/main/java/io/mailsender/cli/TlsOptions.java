package io.mailsender.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for whom to trust at an https URL, and for whom to be there. They are called as smtp's settings are. */
final class TlsOptions {

    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END ");

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "At an https URL trust these authorities (PEM) instead of the Java runtime's.")
    private @Nullable Path caFile;

    @Option(
            names = "--client-cert",
            paramLabel = "FILE",
            description = "Present this certificate (PEM), where the daemon asks for one.")
    private @Nullable Path clientCert;

    @Option(names = "--client-key", paramLabel = "FILE", description = "Its private key (PEM, PKCS#8, not encrypted).")
    private @Nullable Path clientKey;

    /**
     * What the options say, or else the environment.
     *
     * @return {@code null} where they say nothing
     * @throws IllegalArgumentException where a file is not what it should be; it names the file
     */
    @Nullable
    SSLContext context() {
        Path authorities = given(caFile, "MAIL_SENDER_CA_FILE");
        Path certificate = given(clientCert, "MAIL_SENDER_CLIENT_CERT");
        Path key = given(clientKey, "MAIL_SENDER_CLIENT_KEY");
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("--client-cert and --client-key go together");
        }
        if (authorities == null && certificate == null) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate == null || key == null ? null : identity(certificate, key),
                    authorities == null ? null : trust(authorities),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("no TLS with these files: " + e.getMessage(), e);
        }
    }

    private static @Nullable Path given(@Nullable Path option, String variable) {
        String value = System.getenv(variable);
        return option != null || value == null || value.isEmpty() ? option : Path.of(value);
    }

    private static TrustManager[] trust(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (Certificate certificate : certificates(file)) {
            store.setCertificateEntry("authority" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] identity(Path certificate, Path key) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        char[] none = new char[0];
        store.setKeyEntry("client", key(key), none, certificates(certificate).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Path file) {
        try {
            List<Certificate> certificates = List.copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(read(file))));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            // The same as none.
        }
        throw new IllegalArgumentException(file + " holds no certificate (PEM)");
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException {
        Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IllegalArgumentException(
                    file + " holds no private key in PKCS#8; openssl pkcs8 -topk8 -nodes -in FILE makes it so");
        }
        // Whatever is no base64 is skipped, and what is left is then no key.
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another kind, then.
            }
        }
        throw new IllegalArgumentException(file + " holds no usable private key: neither RSA nor EC nor Ed25519");
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read", e);
        }
    }
}
