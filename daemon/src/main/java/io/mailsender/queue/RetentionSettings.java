package io.mailsender.queue;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings {@code store}, as far as they are about retention: how long messages are kept after they end, and the audit.
 *
 * @param keepContent for text and attachments; 7 days by default
 * @param keepRecords for status, recipients and attempts; 90 days by default, at least {@code keepContent}
 * @param keepAudit for the audit; 180 days by default
 */
@Introspected
@ConfigurationProperties("store")
public record RetentionSettings(
        @Bindable(defaultValue = "7d") Duration keepContent,
        @Bindable(defaultValue = "90d") Duration keepRecords,
        @Bindable(defaultValue = "180d") Duration keepAudit) {

    public RetentionSettings {
        if (keepContent.compareTo(keepRecords) > 0) {
            throw new IllegalArgumentException("keep-content is longer than keep-records");
        }
        if (keepAudit.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("keep-audit is less than a day");
        }
    }
}
