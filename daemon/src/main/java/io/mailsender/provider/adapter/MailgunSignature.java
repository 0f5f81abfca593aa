package io.mailsender.provider.adapter;

import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventRefusedException;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Mailgun's signature: HMAC-SHA256 over a timestamp and a random token (<a
 * href="https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks">Securing webhooks</a>). It does not cover
 * the events, so whoever has seen one signature could sign any events with it; a token is therefore accepted once.
 */
final class MailgunSignature {

    private static final String ALGORITHM = "HmacSHA256";

    /** Mailgun posts again for eight hours, and does not say that it signs anew for that. */
    private static final Duration MAX_AGE = Duration.ofHours(12);

    /** How much Mailgun's clock may be ahead of ours. */
    private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

    /**
     * Nothing separates the timestamp from the token in what is signed. With a fixed length of the first, no digit can be moved between
     * them, which would give a new token with the same signature.
     */
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{10}");

    private static final Pattern TOKEN = Pattern.compile("[!-~]{16,100}");

    private final SecretKeySpec key;

    MailgunSignature(String signingKey) {
        this.key = new SecretKeySpec(signingKey.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * @return the token
     * @throws EventRefusedException if the report is not authentic
     */
    String require(JsonNode body, Instant now) {
        // For a domain of a subaccount, Mailgun adds a signature with the parent account's key.
        for (String name : List.of("signature", "parent-signature")) {
            JsonNode signature = EventJson.child(body, name);
            String timestamp = EventJson.text(signature, "timestamp").orElse("");
            String token = EventJson.text(signature, "token").orElse("");
            if (TIMESTAMP.matcher(timestamp).matches()
                    && TOKEN.matcher(token).matches()
                    && isSigned(
                            timestamp + token,
                            EventJson.text(signature, "signature").orElse(""))) {
                requireCurrent(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
                return token;
            }
        }
        throw EventRefusedException.unauthenticated("no signature by event-signing-key");
    }

    private static void requireCurrent(Instant signed, Instant now) {
        if (signed.isBefore(now.minus(MAX_AGE)) || signed.isAfter(now.plus(MAX_AHEAD))) {
            throw EventRefusedException.unauthenticated("the signature is not current; check this machine's clock");
        }
    }

    private boolean isSigned(String text, String signature) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String expected = HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            // Takes the same time wherever they differ.
            return MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
