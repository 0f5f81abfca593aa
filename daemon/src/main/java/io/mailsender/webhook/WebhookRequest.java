package io.mailsender.webhook;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request for a new webhook. */
@Serdeable
@Schema(description = "A new webhook.", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record WebhookRequest(
        @Schema(
                description =
                        "Where events are posted to. `https`, with a public address, unless the daemon's `webhooks.allow-hosts` allows the host.",
                example = "https://example.com/hooks/mail",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false,
                maxLength = ReceiverUrl.MAX_LENGTH)
        @Nullable
        String url,

        @ArraySchema(
                minItems = 1,
                maxItems = 30,
                arraySchema =
                        @Schema(
                                description =
                                        "The events: types such as `message.sent`, or groups such as `recipient.*`; the default is all."),
                schema = @Schema(pattern = WebhookRequest.EVENT))
        @Nullable
        List<String> events,

        @Schema(
                description = "`whsec_` and 24 to 64 random bytes in base64; by default the daemon makes one.",
                pattern = WebhookRequest.SECRET)
        @Nullable
        String secret,

        @Schema(
                description =
                        "For a key with the scope `admin`: the API key whose messages it is about. By default the webhook is global. Other keys have webhooks about their own messages only.",
                pattern = "^[A-Za-z0-9._-]{1,64}$")
        @Nullable
        String apiKey) {

    static final String EVENT = "^(?:message|recipient|provider|webhook)\\.(?:[a-z]+|\\*)$";
    static final String SECRET = "^whsec_[A-Za-z0-9+/]{32,86}={0,2}$";

    /** Without the secret and the URL. */
    @Override
    public String toString() {
        return "WebhookRequest[]";
    }
}
