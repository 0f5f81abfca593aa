package io.mailsender.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that nobody trusts until told to.
 *
 * @param server for a server that presents it
 * @param caFile the certificate (PEM), for a client that shall trust it
 */
public record TestCertificate(SSLContext server, Path caFile) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** For {@code localhost} and {@code 127.0.0.1}. */
    public static TestCertificate forLocalhost() {
        return Localhost.CERTIFICATE;
    }

    /** For a host that no test server is. */
    public static TestCertificate forAnotherHost() {
        return AnotherHost.CERTIFICATE;
    }

    // made once for all tests: keytool takes a second
    private static final class Localhost {
        static final TestCertificate CERTIFICATE = make("dns:localhost,ip:127.0.0.1");
    }

    private static final class AnotherHost {
        static final TestCertificate CERTIFICATE = make("dns:elsewhere.example");
    }

    private static TestCertificate make(String names) {
        try {
            Path folder = Files.createTempDirectory("test-certificate");
            Path keys = folder.resolve("keys.p12");
            keytool(List.of(
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=mail-sender-test",
                    "-ext",
                    "san=" + names,
                    "-validity",
                    "30",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    keys.toString(),
                    "-storepass",
                    new String(PASSWORD)));
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(keys)) {
                store.load(in, PASSWORD);
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            byte[] certificate = store.getCertificate("server").getEncoded();
            Path pem = Files.writeString(
                    folder.resolve("ca.pem"),
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder().encodeToString(certificate)
                            + "\n-----END CERTIFICATE-----\n");
            for (Path file : List.of(folder, keys, pem)) {
                file.toFile().deleteOnExit();
            }
            return new TestCertificate(context, pem);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(List<String> arguments) throws IOException {
        ProcessBuilder keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        keytool.command().addAll(arguments);
        Process process = keytool.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
