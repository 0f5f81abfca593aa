package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoggingTest {

    @Test
    void aStrangersWordsStayOnTheirLine() {
        assertThat(Logging.escape("ok\r\n2026 ERROR forged\u2028\u001b[31m\u202e é", ""))
                .isEqualTo("ok\\u000d\\u000a2026 ERROR forged\\u2028\\u001b[31m\\u202e é");
    }

    @Test
    void aStackTraceKeepsItsLines() {
        assertThat(Logging.escape("a\n\tat b\u0007", "\n\t")).isEqualTo("a\n\tat b\\u0007");
    }
}
