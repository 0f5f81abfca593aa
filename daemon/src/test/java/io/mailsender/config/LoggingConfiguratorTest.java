package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoggingConfiguratorTest {

    @Test
    void untrustedTextStaysOnItsLine() {
        assertThat(LoggingConfigurator.escape("ok\r\n2026 ERROR forged\u2028\u001b[31m\u202e é", ""))
                .isEqualTo("ok\\u000d\\u000a2026 ERROR forged\\u2028\\u001b[31m\\u202e é");
    }

    @Test
    void aJsonLineHasTheFieldsThatCollectorsExpect() throws IOException {
        LoggerContext context = new LoggerContext();
        Exception failure = new IllegalStateException("no \"way\"\u2028", new IOException("because"));
        LoggingEvent event = new LoggingEvent(
                "",
                context.getLogger("io.mailsender.Test"),
                Level.WARN,
                "told {}\u001b[2J\ud83d\ude00",
                failure,
                new Object[] {"a\nb"});
        event.setInstant(Instant.parse("2026-11-28T22:00:00.007Z"));
        event.setThreadName("main");
        String line = new String(new JsonLineEncoder().encode(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("}\n").contains("\\u001b[2J\ud83d\ude00").containsOnlyOnce("\n");
        Map<String, Object> read = new ObjectMapper().readValue(line, new TypeReference<>() {});
        assertThat(read)
                .containsEntry("@timestamp", "2026-11-28T22:00:00.007Z")
                .containsEntry("level", "WARN")
                .containsEntry("log.level", "WARN")
                .containsEntry("log.logger", "io.mailsender.Test")
                .containsEntry("process.thread.name", "main")
                .containsEntry("message", "told a\nb\u001b[2J\ud83d\ude00")
                .containsEntry("error.type", "java.lang.IllegalStateException")
                .containsEntry("error.message", "no \"way\"\u2028");
        assertThat((String) read.get("error.stack_trace"))
                .contains(
                        "\n\tat io.mailsender.config.LoggingConfiguratorTest",
                        "Caused by: java.io.IOException: because");
    }

    @Test
    void aStackTraceKeepsItsLines() {
        assertThat(LoggingConfigurator.escape("a\n\tat b\u0007", "\n\t")).isEqualTo("a\n\tat b\\u0007");
    }
}
