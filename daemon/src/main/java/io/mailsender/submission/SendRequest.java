package io.mailsender.submission;

import io.mailsender.http.ApiPattern;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as submitted, not yet checked. */
@Serdeable
@Schema(
        description =
                "A message to send. `to`, `cc` and `bcc` may have 50 addresses together. Null has the same meaning as an omitted field.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record SendRequest(
        @Schema(
                description =
                        "The display name of the sender. Not an address, nor `Name <a@b>`: an address belongs in `from_address`.",
                example = "Example Shop",
                maxLength = 255,
                pattern = ApiPattern.NAME)
        @Nullable
        String from,

        @Schema(
                description =
                        "The sender's address, instead of the provider's setting `from`. Only a provider whose `from-domains` contains its domain will be used.",
                example = "billing@example.com",
                format = "address",
                pattern = ApiPattern.ADDRESS)
        @Nullable
        String fromAddress,

        @ArraySchema(
                maxItems = MessageReader.MAX_RECIPIENTS,
                arraySchema =
                        @Schema(
                                description =
                                        "Each `a@b` or `Name <a@b>`. Optional if `cc` or `bcc` has an address. An address in several lists gets one copy: `to` takes precedence over `cc`, `cc` over `bcc`.",
                                example = "[\"Ann <ann@example.com>\"]"),
                schema = @Schema(format = "mailbox", pattern = ApiPattern.MAILBOX))
        @Nullable
        List<String> to,

        @ArraySchema(
                maxItems = MessageReader.MAX_RECIPIENTS,
                arraySchema = @Schema(description = "Each `a@b` or `Name <a@b>`."),
                schema = @Schema(format = "mailbox", pattern = ApiPattern.MAILBOX))
        @Nullable
        List<String> cc,

        @ArraySchema(
                maxItems = MessageReader.MAX_RECIPIENTS,
                arraySchema = @Schema(description = "Each `a@b` or `Name <a@b>`; not visible to any recipient."),
                schema = @Schema(format = "mailbox", pattern = ApiPattern.MAILBOX))
        @Nullable
        List<String> bcc,

        @ArraySchema(
                maxItems = MessageReader.MAX_RECIPIENTS,
                arraySchema = @Schema(description = "Each `a@b` or `Name <a@b>`."),
                schema = @Schema(format = "mailbox", pattern = ApiPattern.MAILBOX))
        @Nullable
        List<String> replyTo,

        @Schema(
                description = "The default is `No Subject`.",
                example = "Your order",
                maxLength = 998,
                pattern = ApiPattern.LINE)
        @Nullable
        String subject,

        @Schema(
                description = "The plain text, for mail programs that show no HTML.",
                example = "Thank you for your order.")
        @Nullable
        String text,

        @Schema(description = "The HTML text.") @Nullable String html,
        @Nullable CalendarRequest calendar,
        @ArraySchema(maxItems = 100) @Nullable List<AttachmentRequest> attachments,

        @Schema(ref = "#/components/schemas/HeaderFields") @Nullable
        Map<String, String> headers,

        @ArraySchema(
                maxItems = 100,
                arraySchema = @Schema(description = "Labels, passed to providers that support them."),
                schema = @Schema(maxLength = 998, pattern = ApiPattern.LINE))
        @Nullable
        List<String> tags,

        @Schema(ref = "#/components/schemas/Metadata") @Nullable
        Map<String, String> metadata,

        @Schema(
                description =
                        "What to do when nobody can tell whether the message was sent: `resend` it through the next provider, `hold` it, or `fail`. Overrides the daemon's setting.",
                allowableValues = {"resend", "hold", "fail"})
        @Nullable
        String onUnknown,

        @Schema(
                description =
                        "Which of the waiting messages is sent first: `high`, if a person waits for it; `bulk`, for mass mail. The default is `normal`.",
                allowableValues = {"high", "normal", "bulk"})
        @Nullable
        String priority,

        @Schema(
                description =
                        "The route that the message takes: one of the daemon's setting `routes` that the API key may name. By default the first route that matches the message, else the daemon's `order`.",
                example = "password-resets",
                format = "route",
                pattern = ApiPattern.ROUTE)
        @Nullable
        String route,

        @Schema(
                description =
                        "When to send the message, at most 30 days ahead; immediately if that is in the past. It is also the message's Date. Needs a store.")
        @Nullable
        Instant sendAt,

        @Schema(
                description =
                        "Send it to addresses on the suppression list, too; for mail that a person asked for, such as a password reset. Needs a key with the scope `ignore_suppression`. The default is false.")
        @Nullable
        Boolean ignoreSuppression) {}
