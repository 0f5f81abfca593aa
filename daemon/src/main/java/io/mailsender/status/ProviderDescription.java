package io.mailsender.status;

import io.mailsender.doctor.FindingView;
import io.mailsender.figure.RecentAttempts;
import io.mailsender.http.Audited;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider and its health. */
@Serdeable
@Schema(name = "Provider", description = "A provider and its health.")
public record ProviderDescription(
        @Schema(description = "The configured name.") String name,

        @Schema(description = "The setting `kind`.", example = "amazon-ses")
        String kind,

        @Schema(
                description =
                        "`up`, `resting` (left out, after failures or by hand), or `probing` (the next message shows whether it works again).")
        String health,

        @Schema(description = "When the rest ends; absent if only `POST /providers/{name}/resume` ends it.") @Nullable
        Instant restsUntil,

        @Schema(nullable = false) @Nullable HandRestView rest,

        @Schema(nullable = false) @Nullable Slow slow,

        @Schema(nullable = false) @Nullable LastFailure lastFailure,

        @Schema(
                description =
                        "What the last check (`GET /providers/findings`) found about it, except `ok`; absent if there was no check since the start.")
        @Nullable
        List<FindingView> findings,

        @Schema(description = "When that check ended.") @Nullable
        Instant checkedAt,

        @Schema(
                nullable = false,
                description =
                        "Its recent attempts; shown only to keys with the scope `admin`, as it counts the messages of all keys.")
        @Nullable
        RecentAttempts recent)
        implements Audited {

    /** The answer to a change of one provider. */
    @Override
    public void audit(Entries entries) {
        entries.add(name, health);
    }

    /** A rest that an operator ordered. */
    @Serdeable
    @Schema(
            name = "HandRest",
            description =
                    "A rest by hand: the provider is not asked, not even if no other one is left. Absent if it does not rest, or only after failures.")
    public record HandRestView(
            Instant since,

            @Schema(description = "When it ends; absent if only `POST /providers/{name}/resume` ends it.") @Nullable
            Instant until,

            @Schema(description = "Shown only to keys with the scope `admin`.") @Nullable
            String reason,

            @Schema(description = "The name of the API key that ordered it; shown only to keys with the scope `admin`.")
            @Nullable
            String by) {}

    /** Why a provider is asked last. */
    @Serdeable
    @Schema(name = "SlowProvider", description = "Why the provider is asked last (setting `health.slow`).")
    public record Slow(
            Instant since,

            @Schema(
                    description =
                            "The share of the messages, from 0 to 1, for which it has its usual place. It grows back unless the provider is still slow.")
            double share,

            @Schema(description = "What is slow.") String reason) {}

    /** A provider's last failure. */
    @Serdeable
    public record LastFailure(
            Instant at,

            @Schema(description = "`unreachable`, `throttled`, `account` or `unknown`.")
            String outcome,

            @Schema(description = "The HTTP or SMTP code of its reply; 0 if there was none.")
            int statusCode,

            @Schema(description = "The text of its reply, or why there was none.")
            String msg) {}
}
