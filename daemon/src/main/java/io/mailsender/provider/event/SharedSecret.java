package io.mailsender.provider.event;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates the reports of a vendor that signs nothing: by a secret that the vendor sends as the password of Basic authentication
 * (RFC 7617), which is part of the URL, or as a Bearer token (RFC 6750).
 */
public final class SharedSecret {

    /** The user name in the URL. Any other is accepted as well. */
    public static final String USER = "events";

    /** What a setting must match: it becomes part of a URL. */
    public static final String PATTERN = "[A-Za-z0-9._~-]{12,}";

    /** What the pattern says, for people. */
    public static final String RULE =
            "must be at least 12 letters, digits, dots, hyphens, underscores or tildes, and hard to guess";

    private final byte[] secret;

    public SharedSecret(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** @param setting {@code null} if there is none */
    public static Optional<SharedSecret> of(@Nullable String setting) {
        return Optional.ofNullable(setting).map(SharedSecret::new);
    }

    /** The URL with the secret in it, for a vendor that has no other place for it. */
    public URI within(URI url) {
        String text = url.toString();
        int host = text.indexOf("://") + "://".length();
        String password = URLEncoder.encode(text(), StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(text.substring(0, host) + USER + ":" + password + "@" + text.substring(host));
    }

    /** The secret itself. */
    public String text() {
        return new String(secret, StandardCharsets.UTF_8);
    }

    /** @throws EventRefusedException if the secret is wrong or missing */
    public void require(EventPost post) {
        String given = post.header("Authorization")
                .flatMap(SharedSecret::presented)
                .orElseThrow(() -> EventRefusedException.unauthenticated("the post has no secret"));
        if (!isEqual(given)) {
            throw EventRefusedException.unauthenticated("the secret is wrong");
        }
    }

    /** Takes the same time wherever they differ. */
    private boolean isEqual(String given) {
        return MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> presented(String authorization) {
        int space = authorization.indexOf(' ');
        String scheme = space < 0 ? "" : authorization.substring(0, space);
        String value = authorization.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return Optional.of(value);
        }
        return scheme.equalsIgnoreCase("Basic") ? password(value) : Optional.empty();
    }

    private static Optional<String> password(String credentials) {
        try {
            String decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(decoded.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
