package io.mailsender.provider.adapter;

import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventRefusedException;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A message of SNS (<a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">Verifying the signatures of
 * Amazon SNS messages</a>).
 */
record AmazonSesSnsMessage(JsonNode body) {

    /** What is signed, in this order. Those that a message does not have are left out. */
    private static final List<String> SIGNED =
            List.of("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    /** What a notification may also have, unsigned. */
    private static final List<String> NOT_IN_A_NOTIFICATION = List.of("SubscribeURL", "Token");

    String type() {
        return text("Type");
    }

    String topic() {
        return text("TopicArn");
    }

    String id() {
        return text("MessageId");
    }

    /** Empty if there is none under this name. */
    String text(String name) {
        return find(name).orElse("");
    }

    /** A string, also an empty one. */
    private Optional<String> find(String name) {
        JsonNode value = body.get(name);
        return value != null && value.isString() ? Optional.of(value.getStringValue()) : Optional.empty();
    }

    /** @throws EventRefusedException if the key of the certificate did not sign it */
    void requireSignature(X509Certificate certificate) {
        try {
            Signature verifier = Signature.getInstance(algorithm());
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(signed().getBytes(StandardCharsets.UTF_8));
            if (verifier.verify(Base64.getDecoder().decode(text("Signature")))) {
                return;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Not base64, of another length, or the key is not RSA.
        }
        throw EventRefusedException.unauthenticated("SNS's signature is wrong");
    }

    private String algorithm() {
        return switch (EventJson.text(body, "SignatureVersion").orElse("")) {
            // SHA-1 is SNS's default. Forging needs a second preimage, which SHA-1 still resists.
            case "1" -> "SHA1withRSA";
            case "2" -> "SHA256withRSA";
            default -> throw EventRefusedException.unauthenticated("SNS's signature has an unknown version");
        };
    }

    private String signed() {
        boolean notification = type().equals("Notification");
        StringBuilder text = new StringBuilder();
        for (String name : SIGNED) {
            if (!(notification && NOT_IN_A_NOTIFICATION.contains(name))) {
                find(name)
                        .ifPresent(value ->
                                text.append(name).append('\n').append(value).append('\n'));
            }
        }
        return text.toString();
    }
}
