package io.mailsender.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MultipartFormTest {

    private final MultipartForm form = new MultipartForm("b");

    @Test
    void writesFieldsAndFiles() {
        form.field("to", "ann@example.org").file("attachment", "ä.txt", "text/plain", "hi".getBytes(UTF_8));
        assertThat(form.contentType()).isEqualTo("multipart/form-data; boundary=b");
        assertThat(text())
                .isEqualTo("--b\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\nann@example.org\r\n"
                        + "--b\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"ä.txt\"\r\n"
                        + "Content-Type: text/plain\r\n\r\nhi\r\n--b--\r\n");
    }

    @Test
    void escapesQuotesAndLineBreaksInNames() {
        form.field("v:a\"\r\nX-Evil: 1", "1");
        form.file("f", "a\"; x=\"\r\n\r\nb", "text/plain", new byte[0]);
        assertThat(text())
                .contains("name=\"v:a%22%0D%0AX-Evil: 1\"\r\n")
                .contains("filename=\"a%22; x=%22%0D%0A%0D%0Ab\"\r\n");
    }

    @Test
    void refusesAContentTypeWithALineBreak() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> form.file("f", "a", "text/plain\r\nX-Evil: 1", new byte[0]));
    }

    private String text() {
        return new String(form.bytes(), UTF_8);
    }
}
