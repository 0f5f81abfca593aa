package io.mailsender.figure;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that needs a person. */
@Serdeable
@Schema(name = "Attention", description = "Something that needs a person.")
public record AttentionItem(
        @Schema(
                description =
                        "`route_without_provider`, `disk_full`, `queue_delayed`, `provider_down`, `unknown_messages`, `failed_messages`, `webhook_disabled`, `webhook_failing`, `finding`, `reports_refused`, `key_expires`. There may be more kinds in later versions.")
        String kind,

        @Schema(
                description = "One sentence in English.",
                example = "3 messages may have been sent and wait for a decision.")
        String text,

        @Schema(description = "How many of them there are.") BoundedCount count,

        @Schema(description = "Since when, if known.") @Nullable
        Instant since,

        Target target) {

    /** Where a person goes to deal with it. */
    @Serdeable
    @Schema(name = "AttentionTarget", description = "What to look at.")
    public record Target(
            @Schema(
                    description =
                            "`messages`, `provider`, `providers`, `queue`, `webhook`, `keys`, `findings` or `store`.")
            String kind,

            @Schema(
                    description =
                            "Of `messages`: query parameters of `GET /messages`, such as `status`. Of `provider`: `name`. Of `webhook`: `id`. Else empty.")
            Map<String, String> parameters) {

        public Target {
            parameters = Map.copyOf(parameters);
        }
    }
}
