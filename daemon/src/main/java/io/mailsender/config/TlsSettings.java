package io.mailsender.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the daemon's own ports; off without a certificate.
 *
 * @param certificate the file (PEM) of the certificate, followed by the intermediate certificates
 * @param key the file (PEM, PKCS#8) of its private key
 * @param keyPassword the password of the key, if it is encrypted
 * @param clientCa the file (PEM) of the authorities whose certificates clients may present
 * @param clientCertificate whether a client must present a certificate, if there is a {@code clientCa}
 */
@Introspected
@ConfigurationProperties("server.tls")
public record TlsSettings(
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable String keyPassword,
        @Nullable Path clientCa,
        @Bindable(defaultValue = "required") ClientCertificate clientCertificate) {

    public TlsSettings {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("certificate and key must be set together");
        }
        if (certificate == null && (clientCa != null || keyPassword != null)) {
            throw new IllegalArgumentException("client-ca and key-password need certificate and key");
        }
    }

    /** Whether a client must present a certificate. */
    public enum ClientCertificate {
        REQUIRED,
        OPTIONAL
    }

    public boolean enabled() {
        return certificate != null;
    }

    @Override
    public String toString() {
        return "TlsSettings[" + certificate + "]";
    }
}
