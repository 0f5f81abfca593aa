package io.mailsender.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.http.Base64Bytes;
import io.mailsender.http.Sha256;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    /** It must not change between versions: a key is valid for a day, and the daemon may be upgraded within it. */
    @Test
    void hashesTheCanonicalText() {
        byte[] file = new byte[100_001];
        Arrays.fill(file, (byte) 7);
        String base64 = Base64.getEncoder().encodeToString(file);
        SendRequest request = new SendRequest(
                null,
                null,
                List.of("ann@example.com"),
                List.of(),
                null,
                null,
                "Grüße",
                "Hello",
                null,
                null,
                List.of(new AttachmentRequest("a.pdf", "application/octet-stream", new Base64Bytes(file), null)),
                Map.of("X-B", "2", "X-A", "1"),
                null,
                null,
                null,
                "normal",
                null,
                null,
                false);

        assertThat(Fingerprint.of(request))
                .isEqualTo(Sha256.of("(to=[15:ann@example.com]subject=5:Grüßetext=5:Hello"
                        + "attachments=[(filename=5:a.pdfcontent=" + base64.length() + ":" + base64 + ")]"
                        + "headers={3:X-A1:13:X-B1:2})"));
    }
}
