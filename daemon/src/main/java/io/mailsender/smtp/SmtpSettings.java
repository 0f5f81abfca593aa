package io.mailsender.smtp;

import io.mailsender.common.PositiveDuration;
import io.mailsender.config.Host;
import io.mailsender.submission.OnSuppressed;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP submission server; off without listeners.
 *
 * @param listeners one block per port: {@code host}, {@code port}, {@code tls}
 * @param hostName the name that the daemon greets with; {@code null} for the name of the machine
 * @param maxMessageSize the largest message, in bytes
 * @param maxRecipients of one mail
 * @param suppressed what becomes of recipients that are on the suppression list
 * @param maxConnections open connections per port
 * @param commandTimeout how long the client may take for the next command; received bytes do not restart it
 * @param dataTimeout how long it may take for a message, plus a second for every 100 kB received
 */
@Introspected
@ConfigurationProperties("smtp")
record SmtpSettings(
        @Nullable List<Map<String, Object>> listeners,
        @Nullable @Host String hostName,

        @Bindable(defaultValue = "25MB") @ReadableBytes @Min(65_536) @Max(Integer.MAX_VALUE / 4)
        int maxMessageSize,

        @Bindable(defaultValue = "50") @Min(1) @Max(50) int maxRecipients,

        @Bindable(defaultValue = "REFUSE") OnSuppressed suppressed,

        @Bindable(defaultValue = "1024") @Min(1) int maxConnections,

        @Bindable(defaultValue = "5m") Duration commandTimeout,
        @Bindable(defaultValue = "5m") Duration dataTimeout) {

    /** @throws IllegalArgumentException if a listener or a timeout is not valid */
    SmtpSettings {
        ListenerSetting.parse(listeners);
        PositiveDuration.require("command-timeout", commandTimeout);
        PositiveDuration.require("data-timeout", dataTimeout);
    }

    List<ListenerSetting> ports() {
        return ListenerSetting.parse(listeners);
    }
}
