package io.mailsender.webhook;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of a webhook. */
@Serdeable
@Schema(
        description = "A change of a webhook; what is omitted stays.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record WebhookPatch(
        @Schema(description = "Where events are posted to.", maxLength = ReceiverUrl.MAX_LENGTH) @Nullable
        String url,

        @ArraySchema(
                maxItems = 30,
                arraySchema = @Schema(description = "The events; an empty list for all."),
                schema = @Schema(pattern = WebhookRequest.EVENT))
        @Nullable
        List<String> events,

        @Schema(
                description =
                        "`enabled` or `disabled`. A disabled webhook misses what happens meanwhile; what waited before is delivered once it is enabled.",
                allowableValues = {"enabled", "disabled"})
        @Nullable
        String status) {

    /** Without the URL. */
    @Override
    public String toString() {
        return "WebhookPatch[]";
    }
}
