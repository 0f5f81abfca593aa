package io.mailsender.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import org.jspecify.annotations.Nullable;

/**
 * What is written to the standard output.
 *
 * @param format how a log line looks
 * @param level the least important level that is logged
 * @param auditFile where it is written down who did what, a new file each day; {@code null} for the standard output
 */
@Introspected
@ConfigurationProperties("logging")
public record LoggingSettings(
        @Bindable(defaultValue = "text") Format format,
        @Bindable(defaultValue = "info") Level level,
        @Nullable String auditFile) {

    /** How a log line looks. */
    public enum Format {
        TEXT,
        /** One JSON object a line. */
        JSON
    }

    /** How important a log line is. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
