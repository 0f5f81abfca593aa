package io.mailsender.oauth;

import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.PemReader;
import io.mailsender.oauth.Jwt.Algorithm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a program logs in at Google for a mailbox: a <a
 * href="https://developers.google.com/identity/protocols/oauth2/service-account">service account</a> with domain-wide delegation, or the
 * refresh token of a user who gave consent.
 *
 * @param serviceAccountFile the key file (JSON) of a service account
 */
public record GoogleCredentials(
        @Nullable String serviceAccountFile,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String refreshToken) {

    private static final URI ENDPOINT = URI.create("https://oauth2.googleapis.com/token");

    /** The longest that Google allows. */
    private static final Duration LIFE_OF_ASSERTION = Duration.ofHours(1);

    /** @throws IllegalArgumentException if a setting is missing or superfluous */
    public GoogleCredentials {
        long user = Stream.of(clientId, clientSecret, refreshToken)
                .filter(value -> value != null && !value.isBlank())
                .count();
        if (serviceAccountFile == null ? user != 3 : user != 0) {
            throw new IllegalArgumentException(
                    "set either service-account-file, or client-id, client-secret and refresh-token");
        }
    }

    /**
     * @param mailbox the user for whom the service account acts
     * @param scope one or several, separated by a space
     * @param endpoint replaces Google's token endpoint
     * @throws IllegalArgumentException if the file cannot be used
     */
    public TokenGrant grant(String mailbox, String scope, @Nullable URI endpoint) {
        if (serviceAccountFile != null) {
            return serviceAccount(serviceAccountFile, mailbox, scope, endpoint);
        }
        Map<String, String> form = Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                Objects.requireNonNull(clientId),
                "client_secret",
                Objects.requireNonNull(clientSecret),
                "refresh_token",
                Objects.requireNonNull(refreshToken));
        return new RefreshGrant(endpoint == null ? ENDPOINT : endpoint, form);
    }

    private static TokenGrant serviceAccount(String file, String mailbox, String scope, @Nullable URI endpoint) {
        try {
            Map<String, List<String>> account = JsonMember.of(Files.readString(Path.of(file)));
            URI url = account.containsKey("token_uri") ? URI.create(required(account, "token_uri", file)) : ENDPOINT;
            PrivateKey key =
                    PemReader.keyIn("service-account-file", Path.of(file), required(account, "private_key", file));
            if (!(key instanceof RSAKey)) {
                throw new IllegalArgumentException("service-account-file: " + file + ": has no RSA key");
            }
            return new ServiceAccountGrant(
                    endpoint == null ? url : endpoint,
                    required(account, "client_email", file),
                    account.getOrDefault("private_key_id", List.of("")).get(0),
                    key,
                    mailbox,
                    scope);
        } catch (InvalidConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            // The message of a JSON error quotes the file.
            throw new IllegalArgumentException("service-account-file: " + file + ": cannot be read as JSON");
        }
    }

    private static String required(Map<String, List<String>> account, String name, String file) {
        List<String> values = account.get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    "service-account-file: " + file + ": has no " + name + "; use the key file of a service account");
        }
        return values.get(0);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "GoogleCredentials[serviceAccountFile=" + serviceAccountFile + ", clientId=" + clientId + "]";
    }

    private record RefreshGrant(URI endpoint, Map<String, String> fields) implements TokenGrant {

        @Override
        public Map<String, String> form(Instant now) {
            return fields;
        }

        @Override
        public String toString() {
            return "RefreshGrant[endpoint=" + endpoint + "]";
        }
    }

    private record ServiceAccountGrant(
            URI endpoint, String account, String keyId, PrivateKey key, String mailbox, String scope)
            implements TokenGrant {

        @Override
        public Map<String, String> form(Instant now) {
            Map<String, Object> claims = Map.of(
                    "iss",
                    account,
                    "sub",
                    mailbox,
                    "scope",
                    scope,
                    "aud",
                    endpoint.toString(),
                    "iat",
                    now.getEpochSecond(),
                    "exp",
                    now.plus(LIFE_OF_ASSERTION).getEpochSecond());
            Map<String, Object> header = keyId.isEmpty() ? Map.of() : Map.of("kid", keyId);
            return Map.of(
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:jwt-bearer",
                    "assertion",
                    Jwt.signed(Algorithm.RS256, key, header, claims));
        }

        @Override
        public String toString() {
            return "ServiceAccountGrant[account=" + account + "]";
        }
    }
}
