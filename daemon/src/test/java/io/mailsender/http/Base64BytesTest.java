package io.mailsender.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64BytesTest {

    @ParameterizedTest
    @ValueSource(strings = {"QUJD/w==", "QUJD/w", "QUJD\\/w==", "\\u0051UJD\\u002Fw=="})
    void readsEveryFormOfBase64(String text) {
        assertThat(decode(text + "\", \"content_id\": \"x\"").bytes()).containsExactly('A', 'B', 'C', -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUJD\\nQUJD",
                "QUJD\nQUJD",
                "Q",
                "Q=JD",
                "QU-D",
                "Grüße",
                "\\u00ff",
                "QUJD\\u",
                "QUJD\\u12G4",
                "QUJD\\\\"
            })
    void refusesOtherText(String text) {
        assertThat(decode(text + "\"}").bytes()).isNull();
    }

    @Test
    void readsAnEmptyString() {
        assertThat(decode("\"}").bytes()).isEmpty();
    }

    @Test
    void readsATruncatedString() {
        assertThat(decode("QUJD").bytes()).isEqualTo("ABC".getBytes(StandardCharsets.US_ASCII));
        assertThat(decode("QUJD\\").bytes()).isNull();
    }

    @Test
    void readsALargeFileExactly() {
        byte[] file = new byte[1_000_001];
        for (int i = 0; i < file.length; i++) {
            file[i] = (byte) (i * 31);
        }
        String base64 = Base64.getEncoder().encodeToString(file);
        assertThat(decode(base64 + "\"").bytes()).isEqualTo(file);
        assertThat(decode(base64.replace("/", "\\/") + "\"").bytes()).isEqualTo(file);
    }

    private static Base64Bytes decode(String json) {
        return Base64Bytes.decode(("{\"content\":\"" + json).getBytes(StandardCharsets.UTF_8), 12);
    }
}
