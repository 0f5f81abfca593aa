package io.mailsender.provider;

import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.PemReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The files of the authorities that a provider's certificate may come from, and of the daemon's own certificate.
 *
 * @param added whether the authorities come on top of the Java runtime's; otherwise they replace them
 */
record CertificateFiles(
        boolean added,
        @Nullable PemFile ca,
        @Nullable PemFile clientCert,
        @Nullable PemFile clientKey) {

    static final CertificateFiles NONE = new CertificateFiles(false, null, null, null);

    /** The password of the key stores, which are never written. */
    static final String PASSWORD = "memory";

    /** @param setting its name, for messages */
    record PemFile(String setting, Path path) {

        static @Nullable PemFile of(String setting, @Nullable String name) {
            return name == null || name.isBlank() ? null : new PemFile(setting, Path.of(name));
        }

        int contents() {
            try {
                return Arrays.hashCode(Files.readAllBytes(path));
            } catch (IOException e) {
                return 0;
            }
        }

        InvalidConfigurationException unusable(Exception reason) {
            return new InvalidConfigurationException(setting, path + ": cannot be used: " + reason.getMessage());
        }
    }

    /** A provider's own authorities are the only ones, as for {@code smtp}; those for all providers belong to the network in between. */
    static CertificateFiles of(OutgoingSettings all, OutgoingOverride own) {
        PemFile ownCa = PemFile.of("ca-file", own.caFile());
        PemFile ownCert = PemFile.of("client-cert", own.clientCert());
        return new CertificateFiles(
                ownCa == null,
                ownCa != null ? ownCa : PemFile.of("outgoing.ca-file", all.caFile()),
                ownCert != null ? ownCert : PemFile.of("outgoing.client-cert", all.clientCert()),
                ownCert != null
                        ? PemFile.of("client-key", own.clientKey())
                        : PemFile.of("outgoing.client-key", all.clientKey()));
    }

    boolean isEmpty() {
        return ca == null && clientCert == null;
    }

    /** A number that changes with the contents. Not with the date: a symbolic link, as in Kubernetes, may change its target. */
    int contents() {
        return Stream.of(ca, clientCert, clientKey)
                .filter(Objects::nonNull)
                .mapToInt(PemFile::contents)
                .reduce(0, (all, one) -> 31 * all + one);
    }

    /**
     * The trusted authorities.
     *
     * @throws InvalidConfigurationException if the file cannot be used
     */
    KeyStore trust() {
        try {
            KeyStore store = empty();
            if (added) {
                add(store, runtimeAuthorities());
            }
            if (ca != null) {
                add(store, PemReader.certificates(ca.setting(), ca.path()));
            }
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw Objects.requireNonNull(ca).unusable(e);
        }
    }

    /**
     * The daemon's certificate with its key.
     *
     * @throws InvalidConfigurationException if a file cannot be used
     */
    KeyStore identity() {
        PemFile certificate = Objects.requireNonNull(clientCert);
        PemFile key = Objects.requireNonNull(clientKey);
        try {
            KeyStore store = empty();
            store.setKeyEntry(
                    "client",
                    PemReader.key(key.setting(), key.path(), null),
                    PASSWORD.toCharArray(),
                    PemReader.certificates(certificate.setting(), certificate.path()));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw certificate.unusable(e);
        }
    }

    private static X509Certificate[] runtimeAuthorities() throws GeneralSecurityException {
        TrustManagerFactory runtime = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        runtime.init((KeyStore) null);
        return Arrays.stream(runtime.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .toArray(X509Certificate[]::new);
    }

    private static void add(KeyStore store, X509Certificate[] certificates) throws GeneralSecurityException {
        for (X509Certificate certificate : certificates) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
