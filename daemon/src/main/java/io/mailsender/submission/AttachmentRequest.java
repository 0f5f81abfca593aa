package io.mailsender.submission;

import io.mailsender.http.ApiPattern;
import io.mailsender.http.Base64Bytes;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An attached file, as submitted. */
@Serdeable
@Schema(
        name = "Attachment",
        description = "An attached file.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record AttachmentRequest(
        @Schema(
                description = "The file name, at most 255 octets in UTF-8. Of a path, only the last part is used.",
                pattern = ApiPattern.FILENAME,
                example = "invoice.pdf",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        String filename,

        @Schema(
                description = "The media type; the default is `application/octet-stream`.",
                example = "application/pdf",
                maxLength = 255,
                pattern = ApiPattern.MEDIA_TYPE)
        @Nullable
        String contentType,

        @Schema(
                description = "The file's bytes in base64 (RFC 4648, section 4), without line breaks.",
                implementation = String.class,
                format = "byte",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        Base64Bytes content,

        @Schema(
                description = "Makes the file inline: the HTML refers to it as `cid:` and this id.",
                example = "logo",
                pattern = ApiPattern.CONTENT_ID)
        @Nullable
        String contentId) {}
