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
import picocli.CommandLine.ScopeType;

/** The options for https: trusted authorities and the client certificate. They have the names of the smtp provider's settings. */
final class TlsOptions {

    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END ");

    @Option(
            names = "--ca-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "For an https URL: trust these authorities (PEM) instead of those of the Java runtime.")
    private @Nullable Path caFile;

    @Option(
            names = "--client-cert",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The client certificate (PEM), if the daemon requires one; needs --client-key.")
    private @Nullable Path clientCert;

    @Option(
            names = "--client-key",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The private key of --client-cert (PEM, PKCS#8, not encrypted).")
    private @Nullable Path clientKey;

    /**
     * Builds the context from the options and the environment.
     *
     * @return {@code null} if neither sets anything
     * @throws IllegalArgumentException that names the option and the file at fault
     */
    @Nullable
    SSLContext context() {
        Path authorities = given(caFile, "MAIL_SENDER_CA_FILE");
        Path certificate = given(clientCert, "MAIL_SENDER_CLIENT_CERT");
        Path key = given(clientKey, "MAIL_SENDER_CLIENT_KEY");
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("--client-cert and --client-key must be given together");
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
            throw new IllegalArgumentException(
                    "TLS cannot use the files of --ca-file, --client-cert and --client-key: " + e.getMessage(), e);
        }
    }

    private static @Nullable Path given(@Nullable Path option, String variable) {
        String value = System.getenv(variable);
        return option != null || value == null || value.isEmpty() ? option : Path.of(value);
    }

    private static TrustManager[] trust(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (Certificate certificate : certificates("--ca-file", file)) {
            store.setCertificateEntry("authority" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] identity(Path certificate, Path key) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        char[] none = new char[0];
        store.setKeyEntry(
                "client",
                key(key),
                none,
                certificates("--client-cert", certificate).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(String option, Path file) {
        try {
            List<Certificate> certificates = List.copyOf(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(option, file))));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            // Reported below.
        }
        throw new IllegalArgumentException(option + ": " + file + " contains no certificate (PEM)");
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException {
        Matcher pem = KEY.matcher(new String(read("--client-key", file), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IllegalArgumentException("--client-key: " + file
                    + " contains no unencrypted private key in PKCS#8; convert it with `openssl pkcs8 -topk8 -nodes -in "
                    + file + "`");
        }
        // This decoder skips characters that are not base64; generatePrivate refuses what is left of a damaged key.
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Try the next algorithm.
            }
        }
        throw new IllegalArgumentException(
                "--client-key: " + file + " contains no usable private key; use RSA, EC or Ed25519");
    }

    private static byte[] read(String option, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(option + ": cannot read " + file + ": " + FileErrorText.of(e), e);
        }
    }
}
