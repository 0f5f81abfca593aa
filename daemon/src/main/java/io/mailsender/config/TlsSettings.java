package io.mailsender.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the daemon's own port; without a certificate there is none.
 *
 * @param certificate the file (PEM) of the certificate, followed by those between it and its authority
 * @param key the file (PEM, PKCS#8) of its private key
 * @param keyPassword opens the key, where it is encrypted
 * @param clientCa the file (PEM) of the authorities whose certificates clients may present
 * @param clientCertificate whether a client has to present one, where there is a {@code clientCa}
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
            throw new IllegalArgumentException("certificate and key go together");
        }
        if (certificate == null && (clientCa != null || keyPassword != null)) {
            throw new IllegalArgumentException("client-ca and key-password need a certificate");
        }
    }

    /** Whether a client has to present a certificate. */
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
