package io.mailsender.provider.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * Authenticates the reports of a vendor that signs nothing: by a secret that the vendor sends as the password of Basic authentication
 * (RFC 7617), which is part of the URL, or as a Bearer token (RFC 6750).
 */
public final class SharedSecret {

    /** The user name in the URL. Any other is accepted as well. */
    public static final String USER = "events";

    private final byte[] secret;

    public SharedSecret(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
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
