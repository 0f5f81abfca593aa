package io.mailsender.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate, in the files that an operator would have.
 *
 * @param keyStore contains the certificate and its key, for a client that presents it
 */
public record PemCertificate(KeyStore keyStore, X509Certificate certificate, PrivateKey privateKey) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** @param name its common name */
    public static PemCertificate make(Path directory, String name) throws IOException, GeneralSecurityException {
        return make(directory, name, "EC");
    }

    /** @param algorithm EC or RSA */
    public static PemCertificate make(Path directory, String name, String algorithm)
            throws IOException, GeneralSecurityException {
        return make(directory, name, algorithm, "dns:localhost,ip:127.0.0.1");
    }

    /** @param names the subject alternative names, in keytool's format */
    public static PemCertificate make(Path directory, String name, String algorithm, String names)
            throws IOException, GeneralSecurityException {
        Path keys = directory.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + names,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                new String(PASSWORD));
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD);
        }
        return new PemCertificate(
                store, (X509Certificate) store.getCertificate("a"), (PrivateKey) store.getKey("a", PASSWORD));
    }

    private static void keytool(String... arguments) throws IOException {
        ProcessBuilder keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        keytool.command().addAll(List.of(arguments));
        Process process = keytool.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    public void writeTo(Path certificateFile, Path keyFile) throws IOException, GeneralSecurityException {
        Files.writeString(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(keyFile, pem("PRIVATE KEY", privateKey.getEncoded()));
    }

    public static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                + "-----\n";
    }

    /** A client that presents this certificate and has the Java runtime's trust. */
    SSLContext presented() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys().getKeyManagers(), null, null);
        return context;
    }

    /** A client that presents this certificate and trusts only another one. */
    public SSLContext trusting(Certificate other) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys().getKeyManagers(), trust(other).getTrustManagers(), null);
        return context;
    }

    private KeyManagerFactory keys() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore, PASSWORD);
        return keys;
    }

    /** A client that presents no certificate and trusts only this one. */
    public SSLContext trusted() throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust(certificate).getTrustManagers(), null);
        return context;
    }

    private static TrustManagerFactory trust(Certificate certificate) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("it", certificate);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        return managers;
    }
}
