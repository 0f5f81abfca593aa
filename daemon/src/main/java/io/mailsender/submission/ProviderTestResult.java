package io.mailsender.submission;

import io.mailsender.delivery.RoundResult;
import io.mailsender.http.Audited;
import io.mailsender.message.MessageId;
import io.mailsender.status.ProviderAttempt;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a provider did with a test mail. */
@Serdeable
@Schema(description = "What a provider did with a test mail.")
public record ProviderTestResult(
        @Schema(description = "The gateway's id of the mail.")
        String id,

        @Schema(description = "The Message-ID that the recipient sees.")
        String messageId,

        @Schema(
                description =
                        "`sent`, `rejected`, `failed`, or `queued`: the mailbox asks to try later, and the mail is retried through this provider.")
        String status,

        @Schema(description = "The provider that was tested.")
        String provider,

        @Schema(
                description =
                        "The attempt; more than one if an attempt without an answer was repeated. Empty if the provider was not asked.")
        List<ProviderAttempt> attempts,

        @Schema(description = "Why the provider was not asked.") @Nullable
        String msg)
        implements Audited {

    static ProviderTestResult of(MessageId id, String provider, RoundResult result) {
        String limit = result.limit();
        return new ProviderTestResult(
                id.value(),
                id.headerValue(),
                result.status().word(),
                provider,
                result.attempts().stream().map(ProviderAttempt::of).toList(),
                result.attempts().isEmpty() ? limit == null ? "the provider was not asked" : limit : null);
    }

    @Override
    public void audit(Entries entries) {
        entries.add(id, status);
    }
}
