package io.mailsender.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The header {@code webhook-signature} (Standard Webhooks 1.0.0, "Signature scheme", HMAC-SHA256). */
final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /**
     * One signature for each secret, separated by spaces, so that a receiver can have either while a secret is rotated.
     *
     * @param time of the attempt, to the second
     */
    static String of(List<WebhookSecret> secrets, String id, Instant time, byte[] payload) {
        return secrets.stream().map(secret -> one(secret, id, time, payload)).collect(Collectors.joining(" "));
    }

    private static String one(WebhookSecret secret, String id, Instant time, byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
            mac.update((id + '.' + time.getEpochSecond() + '.').getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(payload));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
