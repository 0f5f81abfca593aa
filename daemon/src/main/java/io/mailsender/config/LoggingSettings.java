package io.mailsender.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import org.jspecify.annotations.Nullable;

/**
 * The log and the audit log.
 *
 * @param format the format of a log line
 * @param level the lowest level that is logged
 * @param auditFile the file of the audit log, rotated daily; {@code null} for the standard output
 */
@Introspected
@ConfigurationProperties("logging")
public record LoggingSettings(
        @Bindable(defaultValue = "text") Format format,
        @Bindable(defaultValue = "info") Level level,
        @Nullable String auditFile) {

    /** The format of a log line. */
    public enum Format {
        TEXT,
        /** One JSON object per line. */
        JSON
    }

    /** The level of a log line. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
