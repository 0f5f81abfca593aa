package io.mailsender.config;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.mailsender.common.UntrustedText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.event.KeyValuePair;

/**
 * Writes one JSON object per line, with the names of the Elastic Common Schema, and also {@code level}, which Loki and other tools
 * expect.
 */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder("{");
        field(line, "@timestamp", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        field(line, "level", event.getLevel().toString());
        field(line, "log.level", event.getLevel().toString());
        field(line, "log.logger", event.getLoggerName());
        field(line, "process.thread.name", event.getThreadName());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs == null || pairs.isEmpty()) {
            field(line, "message", event.getFormattedMessage());
        } else {
            field(
                    line,
                    "message",
                    pairs.stream().map(pair -> pair.key + "=" + pair.value).collect(Collectors.joining(" ")));
            line.append(",\"").append(event.getLoggerName()).append("\":{");
            pairs.forEach(pair -> field(line, pair.key, String.valueOf(pair.value)));
            line.append('}');
        }
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            field(line, "error.type", failure.getClassName());
            field(line, "error.message", String.valueOf(failure.getMessage()));
            field(line, "error.stack_trace", ThrowableProxyUtil.asString(failure));
        }
        return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    private static void field(StringBuilder line, String name, String value) {
        if (line.charAt(line.length() - 1) != '{') {
            line.append(',');
        }
        line.append('"').append(name).append("\":\"");
        value.codePoints().forEach(c -> character(line, c));
        line.append('"');
    }

    /** Also escapes what would control a terminal or reorder its text (RFC 8259, section 7). */
    private static void character(StringBuilder line, int c) {
        if (c == '"' || c == '\\') {
            line.append('\\').append((char) c);
        } else if (c == '\n') {
            line.append("\\n");
        } else if (c == '\t') {
            line.append("\\t");
        } else if (UntrustedText.isHarmless(c)) {
            line.appendCodePoint(c);
        } else {
            for (char unit : Character.toChars(c)) {
                line.append(String.format("\\u%04x", (int) unit));
            }
        }
    }
}
