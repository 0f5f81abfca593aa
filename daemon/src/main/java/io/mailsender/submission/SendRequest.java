package io.mailsender.submission;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as a caller hands it over, not yet checked. */
@Serdeable
@Schema(description = "A message to send. to, cc and bcc may name 50 addresses together.")
public record SendRequest(
        @Schema(
                description =
                        "The sender's name, as people will read it. Not an address, nor `Name <a@b>`: an address goes into `from_address`.",
                example = "Example Shop")
        @Nullable
        String from,

        @Schema(
                description =
                        "The sender's address, in place of the provider's own `from`. Only a provider whose `from-domains` has its domain will carry the message.",
                example = "billing@example.com")
        @Nullable
        String fromAddress,

        @Schema(
                description =
                        "Each `a@b` or `Name <a@b>`. May be left out where `cc` or `bcc` names somebody. An address that stands in several lists gets one copy: `to` goes before `cc`, `cc` before `bcc`.",
                example = "[\"Ann <ann@example.com>\"]")
        @Nullable
        List<String> to,

        @Schema(description = "Each `a@b` or `Name <a@b>`.") @Nullable
        List<String> cc,

        @Schema(description = "Each `a@b` or `Name <a@b>`; not shown to anybody.") @Nullable
        List<String> bcc,

        @Schema(description = "Each `a@b` or `Name <a@b>`.") @Nullable
        List<String> replyTo,

        @Schema(description = "`No Subject` where there is none.", example = "Your order") @Nullable
        String subject,

        @Schema(description = "The text for readers that show no HTML.", example = "Thank you for your order.")
        @Nullable
        String text,

        @Schema(description = "The text as HTML.") @Nullable String html,
        @Nullable CalendarRequest calendar,
        @Nullable List<AttachmentRequest> attachments,

        @Schema(
                description =
                        "Header fields of your own, name to value. Those that the gateway or the provider writes are refused. Fields that software reads (`List-Unsubscribe`, `References`, `Auto-Submitted` ...) go out as they are, and have ASCII values.")
        @Nullable
        Map<String, String> headers,

        @Schema(description = "Labels, handed to the providers that have them.") @Nullable
        List<String> tags,

        @Schema(description = "Names and values, handed to the providers that have them.") @Nullable
        Map<String, String> metadata,

        @Schema(
                description =
                        "What to do when nobody can tell whether the message was sent: `resend` it through the next provider, `hold` it, or `fail`. In place of the daemon's setting.",
                allowableValues = {"resend", "hold", "fail"})
        @Nullable
        String onUnknown,

        @Schema(
                description =
                        "Who goes first where messages wait: `high` for what somebody waits for, `bulk` for what goes to many; `normal` where there is none.",
                allowableValues = {"high", "normal", "bulk"})
        @Nullable
        String priority,

        @Schema(description = "When to send it, at most 30 days ahead. Needs a store.") @Nullable
        Instant sendAt) {}
