package io.mailsender.provider.adapter;

import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of Resend, which posts through Svix (<a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks 1.0.0</a>): HMAC-SHA256
 * over id, timestamp and raw body.
 */
final class ResendSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    /** What Svix's libraries allow: each post, also a repeated one, has the time at which it is made. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final SecretKeySpec key;

    /** @throws IllegalArgumentException if the secret is not one of Resend */
    ResendSignature(String secret) {
        String base64 = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
        try {
            this.key = new SecretKeySpec(Base64.getDecoder().decode(base64), ALGORITHM);
        } catch (IllegalArgumentException e) {
            // Without the cause, which could quote the secret.
            throw new IllegalArgumentException(
                    "event-secret must be the signing secret that Resend shows for the webhook: whsec_ and base64");
        }
    }

    /**
     * @return the id of the post, the same for each repetition
     * @throws EventRefusedException if the report is not authentic
     */
    String require(EventPost post) {
        String id = header(post, "id").orElse("");
        String timestamp = header(post, "timestamp").orElse("");
        if (id.isEmpty() || !timestamp.matches("\\d{1,12}")) {
            throw EventRefusedException.unauthenticated("the post has no signature");
        }
        byte[] expected = ("v1," + Base64.getEncoder().encodeToString(sign(id + "." + timestamp + ".", post.body())))
                .getBytes(StandardCharsets.US_ASCII);
        boolean signed = false;
        // Several while a secret is replaced.
        for (String signature : header(post, "signature").orElse("").split(" ")) {
            // Takes the same time wherever they differ.
            signed |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
        }
        if (!signed) {
            throw EventRefusedException.unauthenticated("no signature by event-secret");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), post.received());
        if (age.abs().compareTo(TOLERANCE) > 0) {
            throw EventRefusedException.unauthenticated("the signature is not current; check this machine's clock");
        }
        return id;
    }

    private static Optional<String> header(EventPost post, String name) {
        return post.header("svix-" + name).or(() -> post.header("webhook-" + name));
    }

    private byte[] sign(String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
