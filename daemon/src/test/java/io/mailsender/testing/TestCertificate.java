package io.mailsender.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate, trusted only by clients that use {@code caFile}.
 *
 * @param server for a server that presents it
 * @param caFile the certificate (PEM), for a client that trusts it
 */
public record TestCertificate(SSLContext server, Path caFile) {

    private static final String NAME = "mail-sender-test";

    /** For {@code localhost} and {@code 127.0.0.1}. */
    public static TestCertificate forLocalhost() {
        return Localhost.CERTIFICATE;
    }

    /** For a host name that no test server has. */
    public static TestCertificate forAnotherHost() {
        return AnotherHost.CERTIFICATE;
    }

    // created once for all tests, since keytool takes a second
    private static final class Localhost {
        static final TestCertificate CERTIFICATE = make("dns:localhost,ip:127.0.0.1");
    }

    private static final class AnotherHost {
        static final TestCertificate CERTIFICATE = make("dns:elsewhere.example");
    }

    private static TestCertificate make(String names) {
        try {
            Path folder = Files.createTempDirectory("test-certificate");
            PemCertificate made = PemCertificate.make(folder, NAME, "EC", names);
            Path pem = Files.writeString(
                    folder.resolve("ca.pem"),
                    PemCertificate.pem("CERTIFICATE", made.certificate().getEncoded()));
            for (Path file : List.of(folder, folder.resolve(NAME + ".p12"), pem)) {
                file.toFile().deleteOnExit();
            }
            return new TestCertificate(made.presented(), pem);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
