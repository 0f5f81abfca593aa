package io.mailsender.audit;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry, as callers see it. */
@Serdeable
@Schema(
        name = "AuditEntry",
        description = "Something that somebody did or tried. It never has an address of a mail, content or a secret.")
public record AuditEntryView(
        String id,

        Instant time,

        @Schema(description = "The name of the API key; absent if the daemon has no keys, or for an unknown key.")
        @Nullable
        String key,

        @Schema(description = "Who signed in at the proxy in front of the console (`console.user-header`).") @Nullable
        String user,

        @Schema(
                description =
                        "Such as `key.create`, `message.resend` or `content.view`; docs/security.md lists them. For others the method and the path.")
        String action,

        @Schema(
                description =
                        "The id of a message, an API key or a webhook, or the name of a provider; absent if the action concerns none, or an address.")
        @Nullable
        String target,

        // No enum: an older client would fail on a new value.
        @Schema(
                description =
                        "`done`, `refused` (the key may not do it), `failed`, or what became of it, such as `created`, `sent` or `resting`.")
        String outcome,

        @Schema(description = "The HTTP status of the answer.")
        int status,

        @Schema(description = "The address of the client.") String client) {

    static AuditEntryView of(AuditEntry entry) {
        Deed deed = entry.deed();
        return new AuditEntryView(
                entry.id(),
                entry.time(),
                deed.actor().key().isEmpty() ? null : deed.actor().key(),
                deed.actor().user(),
                deed.action(),
                deed.target().isEmpty() ? null : deed.target(),
                deed.outcome(),
                deed.status(),
                deed.actor().client());
    }
}
