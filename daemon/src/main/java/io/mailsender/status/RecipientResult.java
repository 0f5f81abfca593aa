package io.mailsender.status;

import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.provider.Reply;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a message for one recipient, as callers are told of it. */
@Serdeable
@Schema(name = "Recipient", description = "The state of a message for one recipient.")
public record RecipientResult(
        String address,

        @Schema(
                description =
                        "`pending`, `sent` (a provider took it), `deferred` (its mailbox or a provider asked to come back later; it is tried again), `refused` (for good), or `failed` (no provider took it, and it is not tried again).")
        String state,

        @Schema(description = "Whether the last reply about it was final, so that another try is pointless.") @Nullable
        Boolean permanent,

        @Schema(
                description =
                        "The SMTP or HTTP code of the last reply about one that was deferred, refused or has failed; 0 where there was none.")
        @Nullable
        Integer statusCode,

        @Schema(description = "Its enhanced status code (RFC 3463), where it had one.", example = "5.1.1") @Nullable
        String enhancedCode,

        @Schema(description = "The words of that reply.") @Nullable
        String msg,

        @Schema(description = "When one that was deferred is tried next.") @Nullable
        Instant nextTryAt) {

    public static RecipientResult of(RecipientStatus recipient) {
        Reply reply = recipient.reply();
        return new RecipientResult(
                recipient.address().toString(),
                recipient.state().word(),
                recipient.state() == State.REFUSED ? Boolean.TRUE : reply == null ? null : Boolean.FALSE,
                reply == null ? null : reply.statusCode(),
                reply == null ? null : reply.enhancedCode().orElse(null),
                reply == null ? null : reply.text(),
                recipient.due());
    }

    public static List<RecipientResult> of(List<RecipientStatus> recipients) {
        return recipients.stream().map(RecipientResult::of).toList();
    }
}
