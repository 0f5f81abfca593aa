package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8DecoderTest {

    /** Latin-1 with and without valid UTF-8 before it, UTF-16, a truncated character, a surrogate, an overlong form. */
    @ParameterizedTest
    @CsvSource({
        "4afc7267656e, 2, 1, FC",
        "c3a40ac3a40a61e4, 8, 3, E4",
        "fffe4100, 1, 1, FF",
        "61c3, 2, 1, C3",
        "61eda080, 2, 1, ED",
        "c080, 1, 1, C0"
    })
    void namesTheFirstByteThatIsNotUtf8(String hex, int position, int line, String value) {
        assertThatThrownBy(() -> Utf8Decoder.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("byte " + position + ", in line " + line + ", is 0x" + value);
    }
}
