package io.mailsender.queue;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How long messages are kept after their end.
 *
 * @param keepContent text and attachments
 * @param keepRecords the record: status, recipients and attempts
 */
@Introspected
@ConfigurationProperties("store")
public record RetentionSettings(
        @Bindable(defaultValue = "7d") Duration keepContent,
        @Bindable(defaultValue = "90d") Duration keepRecords) {

    public RetentionSettings {
        if (keepContent.compareTo(keepRecords) > 0) {
            throw new IllegalArgumentException("keep-content is longer than keep-records");
        }
    }
}
