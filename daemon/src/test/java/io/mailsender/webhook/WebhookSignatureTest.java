package io.mailsender.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our signatures, verified as a stranger does: by the library that the authors of the specification publish. */
class WebhookSignatureTest {

    private static final byte[] PAYLOAD =
            "{\"type\":\"message.sent\",\"data\":{\"tags\":[\"böse \uD83D\uDCA9\"]}}".getBytes(StandardCharsets.UTF_8);
    private static final String ID = "msg_abcdefghijkl_1";

    private final WebhookSecret secret = WebhookSecret.random(new SecureRandom());
    private final WebhookSecret previous = WebhookSecret.random(new SecureRandom());
    private final Instant now = Instant.now();

    /** {@code events/standard_webhooks/vectors.json}: the fixed vector of the specification's own libraries. */
    @Test
    void signsThePublishedVector() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/events/standard_webhooks/vectors.json")) {
            String vector = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            WebhookSecret published = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
            String signature = WebhookSignature.of(
                    List.of(published),
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    Instant.ofEpochSecond(1_614_265_330),
                    "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
            assertThat(vector).contains("\"signature\": \"" + signature + "\"");
        }
    }

    @Test
    void thePublishedLibraryVerifiesOurs() throws Exception {
        verify(secret, signature(List.of(secret)), PAYLOAD);
    }

    @Test
    void whileASecretIsRotatedEitherVerifies() throws Exception {
        String both = signature(List.of(secret, previous));
        assertThat(both.split(" ")).hasSize(2);
        verify(secret, both, PAYLOAD);
        verify(previous, both, PAYLOAD);
    }

    @Test
    void anythingElseIsRefused() {
        byte[] other = PAYLOAD.clone();
        other[other.length - 1] ^= 1;
        assertThatThrownBy(() -> verify(secret, signature(List.of(secret)), other))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verify(previous, signature(List.of(secret)), PAYLOAD))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec_AAAA",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
                "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void refusesWhatIsNoSecret(String text) {
        assertThatThrownBy(() -> WebhookSecret.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("MfKQ");
    }

    @Test
    void takesSecretsOf24To64Bytes() {
        for (int size = 20; size < 70; size++) {
            String text = "whsec_" + Base64.getEncoder().encodeToString(new byte[size]);
            if (size >= 24 && size <= 64) {
                assertThatCode(() -> WebhookSecret.parse(text)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> WebhookSecret.parse(text)).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(secret.bytes()).hasSize(32);
        assertThat(secret.text()).startsWith("whsec_");
        assertThat(secret).hasToString("WebhookSecret[]");
    }

    private String signature(List<WebhookSecret> secrets) {
        return WebhookSignature.of(secrets, ID, now, PAYLOAD);
    }

    private void verify(WebhookSecret with, String signature, byte[] payload) throws WebhookVerificationException {
        new com.standardwebhooks.Webhook(with.text())
                .verify(
                        new String(payload, StandardCharsets.UTF_8),
                        Map.of(
                                "webhook-id", List.of(ID),
                                "webhook-timestamp", List.of(Long.toString(now.getEpochSecond())),
                                "webhook-signature", List.of(signature)));
    }
}
