package io.mailsender.provider.adapter;

import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * SendGrid's signature: ECDSA with P-256 and SHA-256 over a timestamp and the raw body (<a
 * href="https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features">Event
 * Webhook Security Features</a>).
 */
final class SendgridSignature {

    private static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
    private static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

    /**
     * SendGrid signs each post, also a repeated one, when it makes it. The signature covers the events, so a repeated post changes
     * nothing while their ids are kept; the limit ends that need. An hour bears a clock that is wrong, and a slow proxy.
     */
    private static final Duration MAX_AGE = Duration.ofHours(1);

    /** How much SendGrid's clock may be ahead of ours. */
    private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

    private final PublicKey key;

    /**
     * @param publicKey as SendGrid shows it: base64 of a SubjectPublicKeyInfo, perhaps as PEM
     * @throws IllegalArgumentException if it is not such a key
     */
    SendgridSignature(String publicKey) {
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(publicKey.replaceAll("-----[A-Z ]*-----", ""));
            this.key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "event-public-key must be the verification key that SendGrid shows for the signed event webhook",
                    e);
        }
    }

    /** @throws EventRefusedException if the report is not authentic */
    void require(EventPost post) {
        String timestamp = post.header(TIMESTAMP).orElse("");
        String signature = post.header(SIGNATURE).orElse("");
        if (!isSigned(timestamp, post.body(), signature)) {
            throw EventRefusedException.unauthenticated("no signature by event-public-key");
        }
        if (!isCurrent(timestamp, post.received())) {
            throw EventRefusedException.unauthenticated("the signature is not current; check this machine's clock");
        }
    }

    private boolean isSigned(String timestamp, byte[] body, String signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(timestamp.getBytes(StandardCharsets.UTF_8));
            verifier.update(body);
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Not base64, or not the DER form of a signature.
            return false;
        }
    }

    private static boolean isCurrent(String timestamp, Instant now) {
        // Nothing separates the timestamp from the body, which begins with a bracket.
        if (!timestamp.matches("\\d{1,12}")) {
            return false;
        }
        try {
            Instant signed = Instant.ofEpochSecond(Long.parseLong(timestamp));
            return !signed.isBefore(now.minus(MAX_AGE)) && !signed.isAfter(now.plus(MAX_AHEAD));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
