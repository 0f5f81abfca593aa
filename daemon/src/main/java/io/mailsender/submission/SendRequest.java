package io.mailsender.submission;

import io.mailsender.http.ApiText;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as a caller hands it over, not yet checked. */
@Serdeable
@Schema(
        description =
                "A message to send. to, cc and bcc may name 50 addresses together. Null says the same as leaving a field out.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record SendRequest(
        @Schema(
                description =
                        "The sender's name, as people will read it. Not an address, nor `Name <a@b>`: an address goes into `from_address`.",
                example = "Example Shop",
                maxLength = 255,
                pattern = ApiText.NAME)
        @Nullable
        String from,

        @Schema(
                description =
                        "The sender's address, in place of the provider's own `from`. Only a provider whose `from-domains` has its domain will carry the message.",
                example = "billing@example.com",
                format = "address",
                pattern = ApiText.ADDRESS)
        @Nullable
        String fromAddress,

        @ArraySchema(
                maxItems = MessageReader.MAX_RECIPIENTS,
                arraySchema =
                        @Schema(
                                description =
                                        "Each `a@b` or `Name <a@b>`. May be left out where `cc` or `bcc` names somebody. An address in several lists gets one copy: `to` goes before `cc`, `cc` before `bcc`.",
                                example = "[\"Ann <ann@example.com>\"]"),
                schema = @Schema(format = "mailbox", pattern = ApiText.MAILBOX))
        @Nullable
        List<String> to,

        @ArraySchema(
                maxItems = MessageReader.MAX_RECIPIENTS,
                arraySchema = @Schema(description = "Each `a@b` or `Name <a@b>`."),
                schema = @Schema(format = "mailbox", pattern = ApiText.MAILBOX))
        @Nullable
        List<String> cc,

        @ArraySchema(
                maxItems = MessageReader.MAX_RECIPIENTS,
                arraySchema = @Schema(description = "Each `a@b` or `Name <a@b>`; not shown to anybody."),
                schema = @Schema(format = "mailbox", pattern = ApiText.MAILBOX))
        @Nullable
        List<String> bcc,

        @ArraySchema(
                maxItems = MessageReader.MAX_RECIPIENTS,
                arraySchema = @Schema(description = "Each `a@b` or `Name <a@b>`."),
                schema = @Schema(format = "mailbox", pattern = ApiText.MAILBOX))
        @Nullable
        List<String> replyTo,

        @Schema(
                description = "`No Subject` where there is none.",
                example = "Your order",
                maxLength = 998,
                pattern = ApiText.LINE)
        @Nullable
        String subject,

        @Schema(description = "The text for readers that show no HTML.", example = "Thank you for your order.")
        @Nullable
        String text,

        @Schema(description = "The text as HTML.") @Nullable String html,
        @Nullable CalendarRequest calendar,
        @ArraySchema(maxItems = 100) @Nullable List<AttachmentRequest> attachments,

        @Schema(ref = "#/components/schemas/HeaderFields") @Nullable
        Map<String, String> headers,

        @ArraySchema(
                maxItems = 100,
                arraySchema = @Schema(description = "Labels, handed to the providers that have them."),
                schema = @Schema(maxLength = 998, pattern = ApiText.LINE))
        @Nullable
        List<String> tags,

        @Schema(ref = "#/components/schemas/Metadata") @Nullable
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

        @Schema(
                description =
                        "When to send it, at most 30 days ahead; at once where that is past. Needs a store. It is the message's Date, too.")
        @Nullable
        Instant sendAt) {}
