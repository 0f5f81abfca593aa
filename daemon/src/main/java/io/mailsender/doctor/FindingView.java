package io.mailsender.doctor;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A finding, as callers see it. */
@Serdeable
@Schema(
        name = "Finding",
        description = "Something that was found out about a provider or a sender's domain, without sending.")
public record FindingView(
        @Schema(
                description =
                        "The provider's configured name; absent if it is about a sender's domain, whatever the provider.")
        @Nullable
        String provider,

        @Schema(
                description =
                        "`login`, `rights`, `sender`, `sandbox`, `account`, `quota`, `tls`, `clock`, `dns`, or `order` (whether every provider accepts every sender).")
        String check,

        @Schema(
                description =
                        "`ok`; `warning`: mail goes out now but may not later; `error`: mail is refused; `unknown`: the provider could not be asked.")
        String level,

        @Schema(description = "One sentence.") String text,

        @Schema(description = "What to do about it.") @Nullable
        String remedy,

        @Schema(description = "When it was found; earlier than `checked_at` if the provider could not be asked again.")
        Instant at) {

    public static FindingView of(CheckedFinding found) {
        return new FindingView(
                found.provider(),
                found.finding().check().word(),
                found.finding().level().word(),
                found.finding().text(),
                found.finding().remedy(),
                found.at());
    }
}
