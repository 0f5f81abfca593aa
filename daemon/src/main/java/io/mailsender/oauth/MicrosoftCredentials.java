package io.mailsender.oauth;

import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.PemReader;
import io.mailsender.oauth.Jwt.Algorithm;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How an application logs in at Microsoft Entra: the <a
 * href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow">client credentials flow</a>, with a secret
 * or a certificate.
 *
 * @param tenant its id or one of its domains
 * @param clientId the application's id
 */
public record MicrosoftCredentials(
        String tenant,
        String clientId,
        @Nullable String clientSecret,
        @Nullable String certificateFile,
        @Nullable String keyFile) {

    /** As Microsoft's own libraries. */
    private static final Duration LIFE_OF_ASSERTION = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException if a setting is missing or superfluous */
    public MicrosoftCredentials {
        if (!tenant.matches("[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException("tenant must be the id or a domain of the tenant");
        }
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("client-id must not be blank");
        }
        if ((certificateFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException("certificate-file and key-file are needed together");
        }
        if ((clientSecret == null || clientSecret.isBlank()) == (certificateFile == null)) {
            throw new IllegalArgumentException("set either client-secret, or certificate-file and key-file");
        }
    }

    /**
     * @param endpoint replaces the cloud's token endpoint
     * @throws IllegalArgumentException if a file cannot be used
     */
    public TokenGrant grant(MicrosoftCloud cloud, String scope, @Nullable URI endpoint) {
        URI url = endpoint == null ? cloud.tokenEndpoint(tenant) : endpoint;
        if (clientSecret != null) {
            Map<String, String> form = Map.of(
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    clientId,
                    "client_secret",
                    clientSecret,
                    "scope",
                    scope);
            return new Grant(url, now -> form);
        }
        return new Grant(url, assertion(scope, url));
    }

    private Function<Instant, Map<String, String>> assertion(String scope, URI url) {
        X509Certificate certificate;
        PrivateKey key;
        try {
            certificate = PemReader.certificates("certificate-file", Path.of(String.valueOf(certificateFile)))[0];
            key = PemReader.key("key-file", Path.of(String.valueOf(keyFile)), null);
        } catch (InvalidConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        if (!(key instanceof RSAKey mine
                && certificate.getPublicKey() instanceof RSAKey theirs
                && mine.getModulus().equals(theirs.getModulus()))) {
            throw new IllegalArgumentException("key-file must have the RSA key of the certificate in certificate-file");
        }
        String thumbprint = thumbprint(certificate);
        return now -> Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                clientId,
                "scope",
                scope,
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                Jwt.signed(Algorithm.PS256, key, Map.of("x5t#S256", thumbprint), claims(url, now)));
    }

    private Map<String, Object> claims(URI url, Instant now) {
        return Map.of(
                "aud",
                url.toString(),
                "iss",
                clientId,
                "sub",
                clientId,
                "jti",
                UUID.randomUUID().toString(),
                "nbf",
                now.getEpochSecond(),
                "exp",
                now.plus(LIFE_OF_ASSERTION).getEpochSecond());
    }

    /** RFC 7515, section 4.1.8. */
    private static String thumbprint(X509Certificate certificate) {
        try {
            return Jwt.encoded(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("certificate-file: " + e.getMessage(), e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "MicrosoftCredentials[tenant=" + tenant + ", clientId=" + clientId + "]";
    }

    private record Grant(URI endpoint, Function<Instant, Map<String, String>> fields) implements TokenGrant {

        @Override
        public Map<String, String> form(Instant now) {
            return fields.apply(now);
        }

        @Override
        public String toString() {
            return "Grant[endpoint=" + endpoint + "]";
        }
    }
}
