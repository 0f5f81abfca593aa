package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardInputTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Grüße, 李 😀\n", "\ufffd is what others made of it"})
    void readsUtf8(String text) throws IOException {
        assertThat(StandardInput.text(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(text);
    }

    /** Latin-1, UTF-16, a character that is cut off, a surrogate, an overlong form. */
    @ParameterizedTest
    @CsvSource({
        "4afc7267656e, 2, 1, FC",
        "c3a40ac3a40a61e4, 8, 3, E4",
        "fffe4100, 1, 1, FF",
        "61c3, 2, 1, C3",
        "61eda080, 2, 1, ED",
        "c080, 1, 1, C0"
    })
    void saysWhereItIsNotUtf8(String hex, int position, int line, String value) {
        assertThatThrownBy(() -> StandardInput.utf8(HexFormat.of().parseHex(hex)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("byte " + position + ", in line " + line + ", is 0x" + value);
    }

    @Test
    void endsWithWhatHasNoEnd() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'y';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return length;
            }
        };
        assertThatThrownBy(() -> StandardInput.text(endless)).hasMessageContaining("more than 64 MiB");
    }
}
