package io.mailsender.submission;

import io.mailsender.http.ApiText;
import io.mailsender.http.Base64Bytes;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A file to go with a message. */
@Serdeable
@Schema(
        name = "Attachment",
        description = "A file to go with a message.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record AttachmentRequest(
        @Schema(
                description = "Its name, at most 255 octets in UTF-8; of a path the last part.",
                pattern = ApiText.FILENAME,
                example = "invoice.pdf",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        String filename,

        @Schema(
                description = "Its media type; `application/octet-stream` where there is none.",
                example = "application/pdf",
                maxLength = 255,
                pattern = ApiText.MEDIA_TYPE)
        @Nullable
        String contentType,

        @Schema(
                description = "Its bytes in base64 (RFC 4648, section 4), without line breaks.",
                implementation = String.class,
                format = "byte",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        Base64Bytes content,

        @Schema(
                description = "Makes it inline: what `cid:` names in the HTML.",
                example = "logo",
                pattern = ApiText.CONTENT_ID)
        @Nullable
        String contentId) {}
