package io.mailsender.status;

import io.mailsender.delivery.RecipientStatus;
import io.mailsender.provider.Reply;
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
                        "`pending`, `sent` (a provider took it), `deferred` (the mailbox or a provider asked to try later; it is retried), `refused` (permanently), `failed` (no provider took it; it is not retried), or `suppressed` (the address is on the suppression list; no provider was asked).")
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
        Instant nextTryAt) {

    public static RecipientResult of(RecipientStatus recipient) {
        Reply reply = recipient.reply();
        return new RecipientResult(
                recipient.address().toString(),
                recipient.state().word(),
                recipient.isPermanent() ? Boolean.TRUE : reply == null ? null : Boolean.FALSE,
                reply == null ? null : reply.statusCode(),
                reply == null ? null : reply.enhancedCode().orElse(null),
                reply == null ? null : reply.text(),
                recipient.due());
    }

    public static List<RecipientResult> of(List<RecipientStatus> recipients) {
        return recipients.stream().map(RecipientResult::of).toList();
    }
}
