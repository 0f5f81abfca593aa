package io.mailsender.webhook;

import io.mailsender.http.Audited;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A webhook, as callers see it. */
@Serdeable
@Schema(name = "Webhook", description = "A URL that is told of events.")
public record WebhookView(
        String id,
        String url,

        @Schema(description = "The API key whose messages it is about; absent if it is global.") @Nullable
        String apiKey,

        @Schema(description = "The events, such as `message.sent` or `recipient.*`; absent for all.") @Nullable
        List<String> events,

        @Schema(description = "`enabled` or `disabled`.") String status,

        @Schema(description = "Why it was disabled automatically.") @Nullable
        String reason,

        Instant created,

        @Schema(description = "Since when no delivery succeeded; absent if the last one did.") @Nullable
        Instant failingSince,

        @Schema(description = "Until when the previous secret signs too; absent if it does not.") @Nullable
        Instant previousUntil,

        @Schema(
                description =
                        "The secret with which receivers verify the signature. Only in the answers that create or rotate it.")
        @Nullable
        String secret)
        implements Audited {

    static WebhookView of(Webhook webhook, Instant now) {
        boolean rotating = webhook.secrets(now).size() > 1;
        return new WebhookView(
                webhook.id(),
                webhook.url(),
                webhook.isGlobal() ? null : webhook.owner(),
                webhook.events().patterns().isEmpty() ? null : webhook.events().patterns(),
                webhook.enabled() ? "enabled" : "disabled",
                webhook.reason(),
                webhook.created(),
                webhook.failingSince(),
                rotating ? webhook.previousUntil() : null,
                null);
    }

    WebhookView with(WebhookSecret shown) {
        return new WebhookView(
                id, url, apiKey, events, status, reason, created, failingSince, previousUntil, shown.text());
    }

    @Override
    public void audit(Entries entries) {
        entries.add(id, "done");
    }

    /** Without the secret and the URL. */
    @Override
    public String toString() {
        return "WebhookView[id=" + id + "]";
    }
}
