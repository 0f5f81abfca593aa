package io.mailsender.status;

import io.mailsender.delivery.RecipientReport;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.Severity;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a message for one recipient, as callers see it. */
@Serdeable
@Schema(name = "Recipient", description = "The state of a message for one recipient.")
public record RecipientResult(
        String address,

        @Schema(
                description =
                        "`pending`, `sent` (a provider took it), `deferred` (the mailbox or a provider asked to try later, or the provider tries again), `refused` (permanently), or `failed` (no provider took it; it is not retried). After a provider took it, what it reports: `delivered`, `bounced`, `complained`, `rejected` (it refused to deliver it after all) or `suppressed` (the address is on the provider's own list, or on this gateway's: it was left out).")
        String state,

        @Schema(description = "Whether the last reply about this recipient was final; another try is then pointless.")
        @Nullable
        Boolean permanent,

        @Schema(
                description =
                        "The SMTP or HTTP code of the last reply, if the recipient was deferred, refused or failed; 0 if there was none.")
        @Nullable
        Integer statusCode,

        @Schema(description = "The reply's enhanced status code (RFC 3463), if it had one.", example = "5.1.1")
        @Nullable
        String enhancedCode,

        @Schema(description = "The text of that reply; of a suppressed recipient the reason, such as `hard_bounce`.")
        @Nullable
        String msg,

        @Schema(description = "When a deferred recipient is tried next.") @Nullable
        Instant nextTryAt,

        @Schema(description = "The provider that reported the state; absent if none did.") @Nullable
        String provider,

        @Schema(description = "When that happened, by the provider's clock.") @Nullable
        Instant reportedAt,

        @Schema(description = "Of a bounce: `hard` (the address must not be mailed again) or `soft`.") @Nullable
        String severity,

        @Schema(
                description =
                        "Why it was not delivered: `invalid_address`, `mailbox_full`, `blocked`, `content`, `timed_out`, `suppressed`, `unsubscribed`, `auto_reply` or `other`.")
        @Nullable
        String reason) {

    public static RecipientResult of(RecipientStatus recipient) {
        RecipientReport report = recipient.report();
        return report == null ? ofReply(recipient) : ofReport(recipient, report);
    }

    private static RecipientResult ofReply(RecipientStatus recipient) {
        Reply reply = recipient.reply();
        return new RecipientResult(
                recipient.address().toString(),
                recipient.word(),
                recipient.isPermanent() ? Boolean.TRUE : reply == null ? null : Boolean.FALSE,
                reply == null ? null : reply.statusCode(),
                reply == null ? null : reply.enhancedCode().orElse(null),
                reply == null ? null : reply.text(),
                recipient.due(),
                null,
                null,
                null,
                null);
    }

    private static RecipientResult ofReport(RecipientStatus recipient, RecipientReport report) {
        Detail detail = report.event().detail();
        return new RecipientResult(
                recipient.address().toString(),
                recipient.word(),
                detail.severity() == null ? null : detail.severity() == Severity.HARD,
                detail.statusCode() == 0 ? null : detail.statusCode(),
                new Reply(detail.statusCode(), detail.text()).enhancedCode().orElse(null),
                detail.text().isEmpty() ? null : detail.text(),
                recipient.due(),
                report.provider(),
                report.time(),
                detail.severity() == null ? null : detail.severity().word(),
                detail.reason() == null ? null : detail.reason().word());
    }

    public static List<RecipientResult> of(List<RecipientStatus> recipients) {
        return recipients.stream().map(RecipientResult::of).toList();
    }
}
